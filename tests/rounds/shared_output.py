"""Two exports or reports to one output, and others who read it meanwhile: at any moment it is one of them, whole, and nothing else is left.
Part of the races."""

import shutil
import threading

from rounds import Finding
from faulted_runs import DONE
from sides import generated_base
from works import SECONDS, Stage, Work

IN_USE = 9
WRITERS = (
    ("export", "--audit", "out", "--table", "rfm", "--output", "exported/shared.csv"),
    ("export", "--audit", "out", "--table", "lens2", "--output", "exported/shared.csv"),
    ("export", "--ledger", "ledger", "--table", "transactions", "--output", "exported/shared.csv"),
    ("report", "--audit", "out", "--output", "exported/shared.csv"))


class SharedOutput:
    name = "two exports to one output and a reader"

    def __init__(self, stage: Stage):
        self.stage = stage
        self.base, self.whole = None, {}

    def prepare(self, stage):
        folder = self.stage.scratch / "shared-output"
        self.base = folder / "base"
        self.base.mkdir(parents=True)
        generated_base(self.base, self.stage)
        output = self.base / "exported" / "shared.csv"
        for command in WRITERS:
            self.stage.must(self.base, *command)
            self.whole[command] = output.read_bytes()
        output.write_bytes(b"of yesterday\n")

    def play(self, numbers, folder, story):
        shutil.copytree(self.base, folder)
        commands, ranks = numbers.sample(WRITERS, 2), [numbers.randrange(3) for _ in range(2)]
        story.append(f"{' beside '.join(' '.join(command[:5]) for command in commands)}, on {ranks} ranks")
        legal = {b"of yesterday\n", *(self.whole[command] for command in commands)}
        over, problems = threading.Event(), []
        reader = threading.Thread(target=self.read, args=(folder / "exported" / "shared.csv", legal, over, problems))
        writers = [threading.Thread(target=self.write, args=(folder, command, on, problems)) for command, on in zip(commands, ranks)]
        for thread in (reader, *writers):
            thread.start()
        for thread in writers:
            thread.join(SECONDS)
        over.set()
        reader.join(SECONDS)
        if problems:
            raise Finding(problems[0])
        if (folder / "exported" / "shared.csv").read_bytes() not in legal - {b"of yesterday\n"}:
            raise Finding("in the end the output is neither of the two")
        left = sorted(path.name for path in (folder / "exported").iterdir())
        if left != ["shared.csv"]:
            raise Finding(f"there is also {left}")
        return "one of them, whole"

    def write(self, folder, command, ranks, problems):
        for _ in range(1 if ranks else 4):
            code, _, error = self.stage.finish(folder, Work("", command, None), ranks)
            if code not in (DONE, IN_USE):
                problems.append(f"{' '.join(command)} ended with {code}: {error}")

    def read(self, path, legal, over, problems):
        while not over.is_set() and not problems:
            try:
                data = path.read_bytes()
            except FileNotFoundError:
                problems.append("the output was not there for a moment")
                return
            if data not in legal:
                problems.append(f"a reader saw {len(data)} bytes that are none of them")
