"""A number is what somebody meant who typed or pasted it as in their country; what can mean two things is refused."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from playwright.sync_api import expect

NODE = Path(sys.executable).with_name("node")
MODULE = Path(__file__).parents[2] / "assets" / "scope" / "controls" / "typed_number.js"

# As written; as a number; as a whole number.
WRITTEN = [
    ("0.005", "0.005", None),
    ("0,005", "0.005", None),
    (" 1.234,5 ", "1234.5", None),
    ("1,234.5", "1234.5", None),
    ("1.234", "1.234", "1234"),
    ("1.234.567", "1234567", "1234567"),
    ("1,000,000", "1000000", "1000000"),
    ("1'000", "1000", "1000"),
    ("1’000,25", "1000.25", None),
    ("1\u202f234,5", "1234.5", None),
    ("٣", "3", "3"),
    ("١٬٢٣٤٫٥", "1234.5", None),
    ("９９", "99", "99"),
    ("１２．５", "12.5", None),
    ("1e-3", "1e-3", None),
    ("1,5e-3", "1.5e-3", None),
    ("2·10⁻³", "2e-3", None),
    ("4.2 × 10^-8", "4.2e-8", None),
    ("10⁻⁴", "1e-4", None),
    ("5%", "0.05", None),
    ("5 %", "0.05", None),
    ("٥٪", "0.05", None),
    ("+0.5", "0.5", None),
    ("−3", "-3", "-3"),
    (",5", ".5", None),
    *((none, None, None) for none in ("", "abc", "1.23,4", "0.5.5", "1,2,3", "0,000,5", "12 34", "0x10", "1e", "%")),
]


def test_a_number_as_people_write_it_is_the_number_that_they_mean():
    program = (
        f"import {{ plainNumber }} from {json.dumps(MODULE.as_uri())};"
        f"const written = {json.dumps([written for written, _, _ in WRITTEN])};"
        "console.log(JSON.stringify(written.map((each) => [each, plainNumber(each, false), plainNumber(each, true)])));"
    )
    done = subprocess.run(
        [NODE, "--input-type=module"], input=program, capture_output=True, encoding="utf-8", check=True
    )
    assert [tuple(each) for each in json.loads(done.stdout)] == WRITTEN


FIELDS = """async () => {
  const { takeTypedNumbers } = await import("/assets/scope/controls/typed_number.js");
  takeTypedNumbers();
  takeTypedNumbers();
  const field = (ariaLabel, step) =>
    Object.assign(document.createElement("input"), { type: "number", step, ariaLabel, className: "tried" });
  document.body.append(field("rate", "0.001"), field("units", "1"));
}"""


@pytest.fixture
def fields(page):
    page.evaluate(FIELDS)
    yield page
    page.evaluate("document.querySelectorAll('.tried').forEach((field) => field.remove())")


@pytest.mark.slow
def test_a_field_takes_what_is_typed_and_what_is_pasted(fields):
    # Field, as written, its value once it is typed, with a star where a sentence says that not all of it was taken,
    # and once it is pasted; no value where that is refused.
    for name, written, typed, pasted in (
        ("rate", "0,005", "0.005", "0.005"),
        ("units", "1,000", "1000", "1000"),
        ("units", "1.000.00", "1000*", ""),
        ("units", "4.5", "4*", ""),
        ("units", "0,5", "0*", ""),
        ("units", "1e3", "1*", ""),
        ("units", "5%", "5*", ""),
        ("units", "１２", "12", "12"),
        ("units", "1'000", "1000", "1000"),
        ("rate", "1.234,5", "1234.5", "1234.5"),
        ("rate", "1e-3", "1e-3", "1e-3"),
        ("rate", "5%", "0.05", "0.05"),
        ("rate", "٣", "3", "3"),
        ("rate", "+0.5", "0.5", "0.5"),
        ("rate", "0.5.5", "0.5*", ""),
        ("rate", "2·10⁻³", "2*", "2e-3"),
    ):
        field = fields.get_by_label(name, exact=True)
        field.press_sequentially(written)
        expect(field, written).to_have_value(typed.rstrip("*"))
        sentence = field.evaluate("(field) => field.validationMessage")
        assert sentence.startswith("Type a") == typed.endswith("*"), written
        fields.get_by_label("elsewhere").fill(written)
        fields.get_by_label("elsewhere").press("ControlOrMeta+a")
        fields.keyboard.press("ControlOrMeta+c")
        field.fill("")
        field.press("ControlOrMeta+v")
        expect(field, written).to_have_value(pasted)
        if not pasted:
            assert "Type a" in field.evaluate("(field) => field.validationMessage")
        # Whoever marks all of it and types on is heard.
        field.press("ControlOrMeta+a")
        field.press("7")
        expect(field).to_have_value("7")
        field.fill("")
