"""A number typed with a decimal comma is that number, in a browser that writes a point; typed, and pasted."""

from playwright.sync_api import expect

FIELDS = """async () => {
  const { takeDecimalCommas } = await import("/assets/scope/controls/decimal_comma.js");
  takeDecimalCommas();
  takeDecimalCommas();
  const field = (ariaLabel, step) =>
    Object.assign(document.createElement("input"), { type: "number", step, ariaLabel, className: "tried" });
  document.body.append(field("rate", "0.001"), field("units", "1"));
}"""


def test_a_comma_is_a_decimal_comma_where_a_number_need_not_be_whole(page):
    page.evaluate(FIELDS)
    for name, typed, number in (("rate", "0,005", "0.005"), ("units", "1,000", "1000")):
        field = page.get_by_label(name, exact=True)
        field.press_sequentially(typed)
        expect(field).to_have_value(number)
        page.get_by_label("elsewhere").fill(typed)
        page.get_by_label("elsewhere").press("ControlOrMeta+a")
        page.keyboard.press("ControlOrMeta+c")
        field.press("ControlOrMeta+a")
        page.keyboard.press("ControlOrMeta+v")
        expect(field).to_have_value(number)
    page.evaluate("document.querySelectorAll('.tried').forEach((field) => field.remove())")
