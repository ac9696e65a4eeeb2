"""A check for ReFrame: spendlens selftest on one rank, on all cores of a node and over two nodes, from a module or from PATH.

reframe -C your_site.py -c packaging/reframe/spendlens_selftest.py -r [-S modules=spendlens] [-S scratch=/shared/scratch]
"""

import reframe as rfm
import reframe.utility.sanity as sn


@rfm.simple_test
class SpendlensSelftest(rfm.RunOnlyRegressionTest):
    descr = "Generates and audits made-up customers, and compares the tables with what every machine finds"
    valid_systems = ["*"]
    valid_prog_environs = ["*"]
    layout = parameter([(1, 1), (4, 4), (4, 2)])  # ranks, ranks a node
    scratch = variable(str, value=".")
    executable = "spendlens"
    time_limit = "10m"
    tags = {"production", "applications"}

    @run_before("run")
    def set_layout(self):
        self.num_tasks, self.num_tasks_per_node = self.layout
        self.executable_opts = ["selftest", "--directory", self.scratch]

    @sanity_function
    def all_tables_are_expected(self):
        return sn.all(
            [
                sn.assert_found(rf"13 of 13 tables are as on every machine; {self.num_tasks} ranks", self.stdout),
                sn.assert_not_found(r"^differs:", self.stdout),
            ]
        )

    @performance_function("s")
    def seconds_of_audits(self):
        return sn.sum(sn.extractall(r"audited in ([0-9.]+) s", self.stdout, 1, float))
