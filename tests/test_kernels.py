"""Another processor's kernels change nothing: a share of `make kernels`, which tries all settings on everything."""

from dataclasses import replace

from tasks.kernels import environment_of, possible, run, write_map
from tasks.pictures import compare_folders


def test_tables_and_the_map_are_the_same_in_another_process_with_another_hash_seed_under_the_oldest_kernels(tmp_path):
    oldest = replace(possible()[-1], environment={**possible()[-1].environment, "PYTHONHASHSEED": "7"})
    write_map(tmp_path / "here")
    assert run(oldest, tmp_path / "oldest", writer="map") == ""
    for name in ("csv", "parquet", "figures"):
        written = sorted((tmp_path / "here" / name).iterdir())
        assert len(written) >= 4
        assert compare_folders(tmp_path / "here" / name, tmp_path / "oldest" / name) == []


def test_a_setting_sets_what_it_says_and_nothing_of_the_others(monkeypatch):
    monkeypatch.setenv("OPENBLAS_CORETYPE", "Nehalem")
    plain, one_thread, *_ = possible()
    assert "OPENBLAS_CORETYPE" not in environment_of(plain)
    assert environment_of(one_thread)["OMP_NUM_THREADS"] == "1"


def test_at_least_eight_settings_are_tried_on_any_processor_of_the_last_ten_years():
    assert len(possible()) >= 8
    assert len({tuple(sorted(setting.environment.items())) for setting in possible()}) == len(possible())
