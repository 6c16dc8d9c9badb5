"""The search over candidate fixes, on a pool that is a table: what is run, in which order, and what is believed."""

from __future__ import annotations

import time

from shapefault.faults.suspects import Suspects
from shapefault.model import Edit, Fix, Span
from shapefault.repair.inner import Next
from shapefault.repair.rerun import Known, Outcome
from shapefault.repair.search import Search
from shapefault.repair.several import both, not_more_than_needed, repeated, the_same
from shapefault.repair.tries import Resort, Tries

TEXT = "a = 1\nb = 1\nc = 1\n"


SEEN = {("program.py", "main", 1): {}}


class Table:
    """Answers at once by a rule on the edited text; remembers what it was asked."""

    def __init__(self, rule):
        self.rule, self.asked, self.ready, self.known, self.watched = rule, [], [], [], []

    def submit(self, overlay, *, timeout, seed=None, aim=0, on_start=None, known=None):
        if on_start is not None:
            self.watched.append(overlay)
            # Compiled code, say, does not bear to be watched: the program fails earlier.
            elsewhere = failed(line=9, payload=Next(seen={})) if "unbearable" in overlay.values() else None
            self.ready.append((0, elsewhere or failed(payload=Next(seen=SEEN))))
            return 0
        self.asked.append((next(iter(overlay.values()), TEXT), seed))
        self.known.append(known)
        self.ready.append((len(self.asked), self.rule(*self.asked[-1])))
        return len(self.asked)

    def wait(self, timeout=None):
        return self.ready.pop(0) if self.ready else None

    def cancel(self, ticket):
        pass


NOT_SUSPECT = Suspects({})


def passed(past=1):
    return Outcome("passed", 0.1, past=past, marked=True)


def failed(where="program.py", line=1, payload=None, past=0):
    return Outcome("failed", 0.1, f"RuntimeError: line {line}", (where, line), payload, past=past)


def change(path, line, value, prior, title=""):
    return Fix(title or f"{line}={value}", (Edit(Span(str(path), (line, 5), (line, 6), "1"), value),), prior=prior)


def search(tmp_path, fixes, rule, *, failing="", suspects=NOT_SUSPECT, **more):
    path = tmp_path / "program.py"
    path.write_text(TEXT)
    table = Table(rule)
    made = [change(path, *f) if isinstance(f, tuple) else f for f in fixes]
    tries = Tries(tuple(made), suspects, failing=failing)
    return Search(table, tries, ran="program.py", budget=5, job_timeout=5, **more).run(), table


def test_the_best_evidence_is_shown_first_among_those_that_pass(tmp_path):
    result, _ = search(
        tmp_path,
        [(1, "2", 0.5), (2, "2", 0.9), (3, "2", 0.7)],
        lambda text, seed: passed() if "b = 2" not in text and text != TEXT else failed(),
    )
    assert [f.title for f in result.passed] == ["3=2", "1=2"]
    assert all(f.verified.level == "program" and f.verified.passed for f in result.passed)


def test_an_edit_that_evades_the_crash_line_comes_after_those_that_mend_it(tmp_path):
    def rule(text, seed):
        return passed(0 if "a = 2" in text or "c = 2" in text else 1) if text != TEXT else failed()

    result, _ = search(tmp_path, [(1, "2", 0.9), (2, "2", 0.6), (3, "2", 0.3)], rule)
    assert [f.title for f in result.passed] == ["2=2", "1=2"]


def test_an_edit_that_makes_the_failing_call_elsewhere_does_not_evade_it(tmp_path):
    def rule(text, seed):
        return passed(0 if "load(" in text else 1) if text != TEXT else failed()

    result, _ = search(tmp_path, [(1, "load(2)", 0.9), (2, "2", 0.6)], rule, failing="load")
    assert [f.title for f in result.passed] == ["1=load(2)", "2=2"]


def test_a_slow_run_with_more_evidence_is_waited_for(tmp_path):
    class Slow(Table):
        def wait(self, timeout=None):
            """The unedited program and the edit of line 2 take longer than the rest."""
            late = [one for one in self.ready if one[0] == 1 or "b = 2" in self.asked[one[0] - 1][0]]
            first = next((one for one in self.ready if one not in late), *late[:1])
            self.ready.remove(first)
            return first

    path = tmp_path / "program.py"
    path.write_text(TEXT)
    edits = [change(path, 1, "2", 0.9), change(path, 2, "2", 0.8), change(path, 3, "2", 0.7), change(path, 3, "3", 0.6)]
    table = Slow(lambda text, seed: passed() if text != TEXT else failed())
    result = Search(table, Tries(tuple(edits)), ran="program.py", budget=5, job_timeout=5).run()
    assert [f.title for f in result.passed][:3] == ["1=2", "2=2", "3=2"]


def test_a_program_that_does_not_fail_again_proves_nothing(tmp_path):
    result, _ = search(tmp_path, [(1, "2", 0.9)], lambda text, seed: passed())
    assert result.reproduced is False
    assert result.passed == []


def test_a_run_has_nothing_to_tell_of_what_is_known(tmp_path):
    """The unedited program's crash is known, then that it comes again, and of alternatives whether they pass."""
    edits = [(1, "3", 0.9), (1, "4", 0.85), (1, "2", 0.8), (2, "3", 0.5), (3, "3", 0.4)]
    _, table = search(tmp_path, edits, lambda text, seed: passed() if "a = 2" in text else failed(line=2))
    known = dict(zip((text for text, seed in table.asked if seed is None), table.known, strict=False))
    assert known[TEXT] == Known()
    assert known[TEXT.replace("a = 1", "a = 2")] == Known(("program.py", 2), "RuntimeError: line 2", 0)
    assert known[TEXT.replace("c = 1", "c = 3")] == Known()


def test_luck_is_no_repair(tmp_path):
    def rule(text, seed):
        return failed() if text == TEXT or (seed is not None and "a = 2" in text) else passed()

    result, _ = search(tmp_path, [(1, "2", 0.9), (2, "2", 0.6)], rule)
    assert [f.title for f in result.passed] == ["2=2"]


def test_the_last_step_is_tried_alone(tmp_path):
    """What came to light behind another edit may be all that is needed; the other is then not asked for."""
    path = tmp_path / "program.py"

    def rule(text, seed):
        if "b = 3" in text:
            return passed()
        if "a = 2" in text:
            return failed(line=2, payload=Next("SF201", "linear", "", (change(path, 2, "3", 0.8),)))
        return failed()

    result, _ = search(tmp_path, [(1, "2", 0.9)], rule)
    assert [fix.title for fix in result.passed] == ["2=3"]
    assert [edit.span.line for edit in result.passed[0].edits] == [2]


def test_a_step_that_gets_further_is_followed(tmp_path):
    path = tmp_path / "program.py"

    def rule(text, seed):
        if "a = 2" in text and "b = 3" in text:
            return passed()
        if "a = 2" in text:
            return failed(line=2, payload=Next("SF201", "linear", "", (change(path, 2, "3", 0.8),)))
        return failed()

    result, _ = search(tmp_path, [(1, "2", 0.9)], rule)
    (fix,) = result.passed
    assert {(e.span.start[0], e.content) for e in fix.edits} == {(1, "a = 2\nb = 3")} or len(fix.edits) == 2
    assert fix.title == "1=2, and 2=3"


def test_a_survivor_must_get_further_than_the_unedited_program(tmp_path):
    def rule(text, seed):
        if text == TEXT:
            return failed(past=3)
        return Outcome("survived", 5.0, past=3 if "a = 2" in text else 4)

    result, _ = search(tmp_path, [(1, "2", 0.9), (2, "2", 0.6)], rule)
    assert [f.title for f in result.passed] == ["2=2"]
    assert "still running" in result.passed[0].verified.note


def test_edits_without_evidence_or_that_do_not_parse_are_not_run(tmp_path):
    result, table = search(tmp_path, [(1, "(", 0.9), (2, "2", 0.05)], lambda text, seed: failed())
    assert result.tried == 0
    assert {text for text, _ in table.asked} <= {TEXT}


def test_a_number_is_not_changed_twice(tmp_path):
    """``a = 2`` and then ``a = 3`` is another edit than the one that was proposed; it has to be proposed itself."""
    path = tmp_path / "program.py"
    longer = Fix("1=22", (Edit(Span(str(path), (1, 1), (1, 6), "a = 1"), "a = 22"),), prior=0.8)

    def rule(text, seed):
        again = change(path, 1, "3", 0.8)
        other = change(path, 2, "3", 0.8)
        if "a = 2\n" in text and "b = 1" in text:
            return failed(line=2, payload=Next("SF201", "linear", "", (again, other)))
        return passed() if "a = 3" in text or "b = 3" in text else failed()

    result, table = search(tmp_path, [(1, "2", 0.9), longer], rule)
    assert result.passed and not any("a = 3" in text for text, _ in table.asked)


def test_a_number_is_not_changed_back_two_steps_later(tmp_path):
    """``a`` as it was with ``b`` and ``c`` changed is an edit of those two, under which the program fails."""
    path = tmp_path / "program.py"

    def rule(text, seed):
        back = Fix("back", (Edit(Span(str(path), (1, 5), (1, 6), "2"), "1"),), prior=0.9)
        if "b = 3" in text:
            return failed(line=3, payload=Next("SF201", "linear", "", (back, change(path, 3, "4", 0.8))))
        if "a = 2" in text:
            return failed(line=2, payload=Next("SF201", "linear", "", (change(path, 2, "3", 0.8),)))
        return failed()

    _, table = search(tmp_path, [(1, "2", 0.9)], rule)
    texts = [text for text, _ in table.asked]
    assert "a = 2\nb = 3\nc = 4\n" in texts and "a = 1\nb = 3\nc = 1\n" not in texts


def test_a_step_that_is_not_needed_is_not_shown(tmp_path):
    """``b = 3`` is a repair by itself; ``a = 2`` before it only moved the program on."""
    path = tmp_path / "program.py"

    def rule(text, seed):
        if "b = 3" in text:
            return passed()
        return failed(line=2, payload=Next(fixes=(change(path, 2, "3", 0.8),)), past=1) if "a = 2" in text else failed()

    result, _ = search(tmp_path, [(1, "2", 0.7), (2, "3", 0.9)], rule)
    assert [f.title for f in result.passed] == ["2=3"]


def test_a_program_with_two_faults_tells_what_mends_the_first(tmp_path):
    def rule(text, seed):
        if "a = 2" in text:
            return failed(line=3, past=1)
        return failed(line=2, past=1) if "b = 2" in text else failed()

    result, _ = search(tmp_path, [(1, "2", 0.9), (2, "2", 0.6), (3, "2", 0.95)], rule)
    assert not result.passed
    fix, outcome = result.further
    assert fix.title == "1=2" and outcome.where == ("program.py", 3)


def test_a_program_that_then_misses_a_file_shows_what_mends_the_fault_and_says_so(tmp_path):
    """No edit brings the file: to come past the fault is all that an edit can do. On the line of the crash it does not."""

    def rule(text, seed):
        line = 1 if "a = 3" in text else 3
        missing = Outcome("failed", 0.1, "FileNotFoundError: results", ("/at/program.py", line), None, past=1)
        return failed("/at/program.py") if text == TEXT or "c = 2" in text else missing

    proposed = []
    result, _ = search(
        tmp_path, [(1, "2", 0.9), (1, "3", 0.95), (2, "2", 0.3), (3, "2", 0.8)], rule, resort=Resort(proposed.append)
    )
    assert [fix.title for fix in result.passed] == ["1=2", "2=2"] and not proposed
    note = result.passed[0].verified.note
    assert (
        note == "past the fault; it then stops at program.py:3 for want of something else: FileNotFoundError: results"
    )


def test_an_edit_for_which_alone_a_file_is_missing_is_not_shown(tmp_path):
    def rule(text, seed):
        missing = Outcome("failed", 0.1, "FileNotFoundError: best.pt", ("program.py", 3), None, past=1)
        return missing if "a = 2" in text else passed() if "b = 2" in text else failed()

    result, _ = search(tmp_path, [(1, "2", 0.9), (2, "2", 0.7)], rule)
    assert [fix.title for fix in result.passed] == ["2=2"]


def test_an_edit_that_changes_nothing_is_no_step(tmp_path):
    """What would be proposed next repairs the program without it; where it gets further it is one."""
    path = tmp_path / "program.py"

    def rule(further):
        def outcome(text, seed):
            if "b = 3" in text:
                return passed()
            payload = Next(fixes=(change(path, 2, "3", 0.8),)) if "a = 2" in text else None
            return failed(payload=payload, past=further if payload else 0)

        return outcome

    same, _ = search(tmp_path, [(1, "2", 0.9)], rule(0))
    more, _ = search(tmp_path, [(1, "2", 0.9)], rule(1))
    assert [len(found.passed) for found in (same, more)] == [0, 1]


def test_what_passes_by_itself_needs_no_other_edit_before_it():
    """Of an edit that passes alone and after another one, the former is shown."""
    alone, late, other = (
        Fix(title, (), "unsafe", 0.5) for title in ("turn it", "widen it, and turn it", "cut it, and fill it")
    )
    assert not_more_than_needed([late, alone, other]) == [alone, other]


def test_what_passes_by_itself_is_known_by_its_edit_whatever_it_is_called_later(tmp_path):
    path = tmp_path / "program.py"
    path.write_text(TEXT)
    alone = change(path, 1, "2", 0.9, "split into 4 · 8")
    beside = change(path, 3, "9", 0.5, "widen it")
    late = Fix("widen it, and split into 4 · 16", (*beside.edits, *alone.edits), "unsafe", 0.7)
    assert not_more_than_needed([late, alone, beside]) == [alone, beside]


def test_a_survivor_of_two_steps_must_come_as_far_as_the_first_alone(tmp_path):
    path = tmp_path / "program.py"

    def rule(text, seed):
        if "a = 2" in text and ("b = 3" in text or "c = 3" in text):
            return Outcome("survived", 5.0, past=99 if "b = 3" in text else 100)
        if "a = 2" in text:
            more = (change(path, 2, "3", 0.8), change(path, 3, "3", 0.7))
            return failed(line=2, payload=Next("SF201", "linear", "", more), past=100)
        return failed()

    result, _ = search(tmp_path, [(1, "2", 0.9)], rule)
    assert [f.title for f in result.passed] == ["1=2, and 3=3"]


def test_the_same_edit_in_another_place_lets_others_go_first(tmp_path):
    fixes = [(1, "2", 0.9, "same"), (2, "2", 0.88, "same"), (3, "2", 0.85, "other")]
    _, table = search(tmp_path, fixes, lambda text, seed: failed(), width=1)
    assert [text.find("2") for text, _ in table.asked] == [-1, 4, 16, 10]


def test_two_forms_of_an_edit_on_one_line_are_one(tmp_path):
    fixes = [(1, "2", 0.9, "same"), (1, "3", 0.88, "same"), (3, "2", 0.85, "other")]
    result, _ = search(tmp_path, fixes, lambda text, seed: failed() if text == TEXT else passed(), width=3)
    assert [f.title for f in result.passed] == ["same", "other"]


class Slow(Table):
    """Its second run takes a second of the search's time."""

    def wait(self, timeout=None):
        if len(self.asked) == 2 and self.ready:
            time.sleep(0.7)
        return super().wait(timeout)


def test_more_time_is_taken_where_nothing_has_passed(tmp_path):
    path = tmp_path / "program.py"
    path.write_text(TEXT)
    for prior, found in ((0.8, ["2=2"]), (0.2, [])):
        table = Slow(lambda text, seed: passed() if "b = 2" in text else failed())
        fixes = [change(path, 1, "2", 0.9), change(path, 2, "2", prior)]
        result = Search(table, Tries(tuple(fixes)), ran="program.py", budget=0.1, job_timeout=5, width=1).run()
        assert [f.title for f in result.passed] == found


def test_one_edit_is_made_wherever_it_is_needed(tmp_path):
    """Five places are one step; five different edits after one another are more than are tried."""
    for titles, found in ((["same"] * 5, ["same, wherever it is needed"]), (list("vwxyz"), [])):
        path = tmp_path / "program.py"
        path.write_text("a = 1\n" * 5)
        fixes = [change(path, line, "2", 0.8, titles[line - 1]) for line in range(1, 6)]

        def rule(text, seed, fixes=fixes):
            if (done := text.count("2")) == 5:
                return passed()
            more = Next("SF503", "index", "", (fixes[done],))
            return failed(line=done + 1, payload=more, past=done) if text.startswith("a = 2\n" * done) else failed()

        table = Table(rule)
        result = Search(table, Tries(tuple(fixes[:1])), ran="program.py", budget=5, job_timeout=5).run()
        assert [f.title for f in result.passed] == found


def test_one_step_goes_before_two_that_say_as_much(tmp_path):
    """A program is rather wrong in one place: what two steps are worth among others is also when they are tried."""

    def rule(text, seed):
        if "a = 2" in text:
            second = change(tmp_path / "program.py", 3, "2", 0.9)
            return passed() if "c = 2" in text else failed(line=9, payload=Next(fixes=(second,)), past=1)
        return passed() if "b = 2" in text else failed()

    result, table = search(tmp_path, [(1, "2", 0.8), (2, "2", 0.5)], rule)
    single, both = (next(n for n, (text, _) in enumerate(table.asked) if mark in text) for mark in ("b = 2", "c = 2"))
    assert single < both
    assert [f.title for f in result.passed] == ["2=2", "1=2, and 3=2"][: len(result.passed)]


def test_one_number_in_two_places_is_one_edit():
    """Whatever layer each of them is of."""
    first, second = "change width to 8 (in_channels of a)", "change width to 8 (in_channels of b)"
    assert the_same(first, second) and both(first, second) == "change width to 8, wherever it is needed"
    assert the_same(both(first, second), second) and repeated(both(first, second))
    assert not the_same(first, "change width to 9 (in_channels of a)")


def warned(line, status="passed"):
    log = f"/home/me/program.py:{line}: UserWarning: Using a target size (torch.Size([2])) that is different to ...\n"
    return Outcome(status, 0.1, "RuntimeError: line 1", ("/home/me/program.py", 1), past=1, marked=True, log=log)


def test_a_loss_that_now_compares_unlike_shapes_is_not_mended(tmp_path):
    """Also where torch had warned before it failed; what the program compared so elsewhere before is its own."""
    fixes = [(1, "2", 0.9), (2, "2", 0.6)]
    for before, shown in ((1, ["2=2"]), (9, ["1=2", "2=2"])):

        def rule(text, seed, before=before):
            return warned(before, "failed") if text == TEXT else warned(1) if "a = 2" in text else passed(2)

        result, _ = search(tmp_path, fixes, rule)
        assert [f.title for f in result.passed] == shown


def resorted(tmp_path, fixes, rule, last):
    """A search that is given ``last`` when it asks for more, and how often it asked."""
    path, asked = tmp_path / "program.py", []

    def proposed(told):
        assert told.seen == SEEN
        asked.append(told.seen)
        return [change(path, *f) for f in last]

    return search(tmp_path, fixes, rule, resort=Resort(proposed))[0], asked


def test_the_program_is_watched_with_the_lines_that_tell(tmp_path):
    for text, runs in (("told", ["told"]), ("unbearable", ["unbearable", None])):
        asked = []

        def proposed(told, asked=asked):
            asked.append(told.seen)
            return []

        rule = lambda text, seed: failed()  # noqa: E731
        resort = Resort(proposed, lambda text=text: {"program.py": text})
        _, table = search(tmp_path, [], rule, resort=resort)
        assert [overlay.get("program.py") for overlay in table.watched] == runs
        assert asked == [SEEN]


def only(*texts):
    return lambda text, seed: passed() if any(t in text for t in texts) else failed()


def test_what_is_proposed_last_is_tried_where_nothing_passed(tmp_path):
    result, asked = resorted(tmp_path, [(1, "2", 0.9)], only("b = 2"), [(3, "2", 0.3), (2, "2", 0.2)])
    assert [f.title for f in result.passed] == ["2=2"]
    assert len(asked) == 1


def test_it_is_tried_where_there_is_no_other_candidate(tmp_path):
    result, asked = resorted(tmp_path, [], only("b = 2"), [(2, "2", 0.2)])
    assert [f.title for f in result.passed] == ["2=2"]
    assert len(asked) == 1


def test_it_is_not_asked_for_where_a_fix_with_evidence_passed(tmp_path):
    result, asked = resorted(tmp_path, [(1, "2", 0.6)], only("a = 2", "b = 2"), [(2, "2", 0.9)])
    assert [f.title for f in result.passed] == ["1=2"]
    assert asked == []


def test_the_likelier_line_decides_between_equals(tmp_path):
    for line in (1, 2):
        path = str(tmp_path / "program.py")
        suspects = Suspects({(path, line): 0.5, (path, 3 - line): 0.05})
        result, _ = search(tmp_path, [(1, "2", 0.6), (2, "2", 0.6)], only("a = 2", "b = 2"), suspects=suspects)
        assert [f.title[0] for f in result.passed] == [str(line), str(3 - line)]


def test_it_comes_before_a_fix_with_little_evidence_if_it_has_more(tmp_path):
    result, _ = resorted(tmp_path, [(1, "2", 0.3)], only("a = 2", "b = 2"), [(2, "2", 0.35)])
    assert [f.title for f in result.passed] == ["2=2", "1=2"]


def test_it_is_not_asked_for_where_the_program_ran_well_the_second_time(tmp_path):
    result, asked = resorted(tmp_path, [(1, "2", 0.6)], lambda text, seed: passed(), [(2, "2", 0.9)])
    assert (result.reproduced, result.passed, asked) == (False, [], [])


def test_after_a_guess_there_is_no_second_step_but_the_same_again(tmp_path):
    path = tmp_path / "program.py"
    path.write_text(TEXT)
    other = change(path, 3, "2", 0.9)
    payload = Next("SF000", "add", "", (other,))
    rule = lambda text, seed: (  # noqa: E731
        passed() if "b = 2\nc = 2" in text else failed(line=3, payload=payload, past=1) if "b = 2" in text else failed()
    )
    result, _ = resorted(tmp_path, [], rule, [(2, "2", 0.4)])
    assert result.passed == []


def test_one_mistake_in_several_calls_is_one_idea():
    first, second = "swap rows and width in the call of Tokens", "swap rows and width in the call of Channels"
    assert the_same(first, second)
    assert not the_same(first, "swap rows and depth in the call of Channels")
    whole = both(first, second)
    assert whole == "swap rows and width in each call, wherever it is needed"
    assert repeated(whole)
    assert both(whole, first) == whole
