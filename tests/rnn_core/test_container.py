"""Cores and memory of a process in a container, with the system's files played by the test."""

import pytest

from rnn_core import container


@pytest.fixture
def system(tmp_path, monkeypatch):
    """Write files of control groups, and say in which group this process is."""
    monkeypatch.setattr(container, "GROUPS", tmp_path)
    monkeypatch.setattr(container, "OWN", tmp_path / "own")
    monkeypatch.setattr(container, "tied_cores", lambda: 8)

    def write(own="", **files):
        (tmp_path / "own").write_text(own)
        for name, content in files.items():
            path = tmp_path / name.replace("__", "/").replace("_max", ".max").replace("_current", ".current")
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(content)
        return tmp_path

    return write


@pytest.mark.parametrize(
    ("quota", "cores"),
    [("max 100000", 8), ("200000 100000", 2), ("150000 100000", 2), ("5000 100000", 1), ("9000000 100000", 8), ("", 8)],
)
def test_a_quota_of_processor_time_counts_as_cores(system, quota, cores):
    system(cpu_max=quota)
    assert container.usable_cores() == cores


def test_the_smallest_quota_of_the_groups_around_counts(system):
    system("0::/class/lab\n", class__lab__cpu_max="max 100000", class__cpu_max="300000 100000")
    assert container.usable_cores() == 3


def test_groups_of_version_1_count_too(system):
    folder = system("4:cpu,cpuacct:/lab\n5:memory:/lab\n") / "cpu" / "lab"
    folder.mkdir(parents=True)
    (folder / "cpu.cfs_quota_us").write_text("400000")
    (folder / "cpu.cfs_period_us").write_text("100000")
    assert container.usable_cores() == 4
    (folder / "cpu.cfs_quota_us").write_text("-1")
    assert container.usable_cores() == 8


def test_memory_is_what_the_tightest_group_leaves(system):
    assert container.free_memory() is None
    system(memory_max="max", memory_current="5")
    assert container.free_memory() is None
    system("0::/lab", memory_max="900", memory_current="100", lab__memory_max="500", lab__memory_current="450")
    assert container.free_memory() == 50
    system("0::/lab", lab__memory_current="600")
    assert container.free_memory() == 0


def test_files_that_the_system_holds_in_memory_and_drops_when_asked_count_as_free(system):
    folder = system(memory_max="900", memory_current="800")
    for stat, free in (
        ("anon 200\ninactive_file 500\nactive_file 100\n", 600),
        ("inactive_file 1\ntotal_inactive_file 700\n", 800),
        ("inactive_file 5000\n", 900),
        ("nonsense", 100),
    ):
        (folder / "memory.stat").write_text(stat)
        assert container.free_memory() == free


def test_this_machine_has_a_core():
    assert 1 <= container.usable_cores() <= container.tied_cores()
