#!/usr/bin/env bash
# A private Slurm of two nodes on this machine, without root: slurmctld, munge and two slurmd under 127.0.0.1.
#   tests/slurm/cluster.sh DIRECTORY
# A line NODE on its standard input starts that node's slurmd again, and "NODE is back" answers.
# Prints "up" when jobs may be submitted with SLURM_CONF=DIRECTORY/slurm.conf, and takes all down again when its standard
# input ends: also when whoever holds it dies. DIRECTORY is new, of at most 60 bytes (Unix sockets have short names), its logs
# stay in DIRECTORY/log. Exit codes: 0 it was up, 1 a daemon failed, 77 a program is missing.
set -euo pipefail
umask 022
export LC_ALL=C PATH=$PATH:/usr/sbin:/sbin

directory=${1:?usage: cluster.sh DIRECTORY}
num_nodes=2
for program in slurmctld slurmd sbatch srun scontrol sinfo munged munge unmunge; do
  command -v "$program" >/dev/null || { echo "no $program on this machine"; exit 77; }
done
[[ ${#directory} -le 60 && $directory == /* ]] || { echo "$directory must be absolute and short"; exit 1; }
mkdir -p "$directory"/{log,state,spool.node0,spool.node1,tmp.node0,tmp.node1}
export SLURM_CONF=$directory/slurm.conf
mark=SPENDLENS_TEST_CLUSTER=$directory      # in the environment of every daemon, job and step
daemons=()

start() {  # name, command: a daemon in a session of its own
  local name=$1
  shift
  env -i PATH="$PATH" HOME="${HOME:-/}" "$mark" setsid "$@" </dev/null >"$directory/log/$name.out" 2>&1 &
  daemons+=($!)
}

wait_for() {  # what, command: until it succeeds, at most 30 s
  local what=$1
  shift
  for _ in $(seq 300); do
    "$@" >/dev/null 2>&1 && return
    sleep 0.1
  done
  echo "failed: $what"
  tail -n 20 "$directory"/log/* >&2
  exit 1
}

marked() {  # pids of all that the cluster has started and that still run
  local process
  for process in /proc/[0-9]*; do
    tr '\0' '\n' 2>/dev/null <"$process/environ" | grep -qxF "$mark" && echo "${process##*/}"
  done 2>/dev/null || true
}

none_marked() { [[ -z $(marked) ]]; }

take_down() {
  trap - EXIT
  for job in $(timeout 5 squeue --noheader --format=%A 2>/dev/null | sort -u); do timeout 5 scancel "$job" 2>/dev/null || true; done
  for _ in $(seq 50); do [[ -n $(timeout 5 squeue --noheader 2>/dev/null) ]] || break; sleep 0.1; done
  [[ ${#daemons[@]} -eq 0 ]] || kill "${daemons[@]}" 2>/dev/null || true
  for _ in $(seq 30); do none_marked && return; sleep 0.1; done
  marked | xargs --no-run-if-empty kill -KILL 2>/dev/null || true
}
trap take_down EXIT
trap 'exit 1' INT TERM HUP

(umask 077 && head -c 1024 /dev/urandom >"$directory/munge.key")
start munged munged --force --foreground --key-file="$directory/munge.key" --socket="$directory/munge.sock" \
  --pid-file="$directory/munged.pid" --log-file="$directory/log/munged.log" --seed-file="$directory/munged.seed"
authenticates() { munge --socket="$directory/munge.sock" --no-input | unmunge --socket="$directory/munge.sock"; }
wait_for "munged" authenticates

# KillOnBadExit: else a lost rank leaves its peers waiting. cred_expire: a requeued job waits so long before it starts again.
# TmpFS: PMIx keeps a directory for each step there, which nodes may not share. config_overrides: more CPUs than there are.
port=$((20000 + RANDOM % 10000))
cat >"$SLURM_CONF" <<CONF
ClusterName=spendlens
SlurmctldHost=$(hostname -s)(127.0.0.1)
SlurmctldPort=$port
SlurmUser=$(id -un)
SlurmdUser=$(id -un)
AuthType=auth/munge
AuthInfo=socket=$directory/munge.sock,cred_expire=5
CredType=cred/munge
StateSaveLocation=$directory/state
SlurmdSpoolDir=$directory/spool.%n
TmpFS=$directory/tmp.%n
SlurmctldPidFile=$directory/slurmctld.pid
SlurmdPidFile=$directory/slurmd.%n.pid
SlurmctldLogFile=$directory/log/slurmctld.log
SlurmdLogFile=$directory/log/slurmd.%n.log
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
SwitchType=switch/none
JobAcctGatherType=jobacct_gather/none
AccountingStorageType=accounting_storage/none
MpiDefault=pmix
SelectType=select/cons_tres
SelectTypeParameters=CR_CPU
SlurmdParameters=config_overrides
SchedulerType=sched/backfill
SchedulerParameters=batch_sched_delay=0,sched_interval=1,bf_interval=1
ReturnToService=2
KillOnBadExit=1
KillWait=5
InactiveLimit=0
MinJobAge=3600
CompleteWait=0
NodeName=node0 NodeHostname=$(hostname -s) NodeAddr=127.0.0.1 Port=$((port + 1)) CPUs=2 State=UNKNOWN
NodeName=node1 NodeHostname=$(hostname -s) NodeAddr=127.0.0.1 Port=$((port + 2)) CPUs=2 State=UNKNOWN
PartitionName=main Nodes=ALL Default=YES State=UP MaxTime=INFINITE
CONF

start slurmctld slurmctld -D -f "$SLURM_CONF"
controller_is_up() { scontrol ping | grep -q 'is UP'; }
wait_for "slurmctld" controller_is_up       # first: a slurmd that finds no controller waits long before it asks again
start_node() { start "$1" env "SPENDLENS_TEST_NODE=$1" slurmd -D -N "$1" -f "$SLURM_CONF"; }
for ((node = 0; node < num_nodes; node++)); do start_node "node$node"; done
nodes_are_idle() { [[ $(sinfo --noheader --Node --format=%T | grep -cx idle) -eq $num_nodes ]]; }
wait_for "nodes" nodes_are_idle

echo up
while read -r node; do
  start_node "$node"
  scontrol update "nodename=$node" state=resume >/dev/null 2>&1 || true
  wait_for "$node" nodes_are_idle
  echo "$node is back"
done
