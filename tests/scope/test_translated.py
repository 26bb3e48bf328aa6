"""A page that its reader's browser translates: what Streamlit asks of a text is done with what stands for it."""

from __future__ import annotations

from playwright.sync_api import Page

from tests.scope.conftest import ORIGIN

TRANSLATED = """async () => {
  const { surviveTranslation } = await import("/assets/scope/controls/translated.js");
  surviveTranslation();
  const [before, bold, after] = ["At step 7 the ", document.createElement("b"), " is short."];
  const page = document.body.appendChild(document.createElement("p"));
  bold.append("LSTM");
  page.append(before, bold, after);
  const [first, last] = [page.firstChild, page.lastChild];
  // As Chrome does it; whoever draws the page keeps the texts.
  const translate = async (words) => {
    for (const text of [first, last].filter((text) => text.parentNode === page)) {
      const stands = document.createElement("font");
      stands.append(Object.assign(document.createElement("font"), { textContent: words[text.data] ?? text.data }));
      page.replaceChild(stands, text);
    }
    await undefined;
  };
  const seen = [];
  const note = async () => (await undefined, seen.push(page.textContent));
  await translate({ "At step 7 the ": "Bei Schritt 7: ", " is short.": " ist kurz." });
  await note();
  first.data = "At step 8 the ";
  await note();
  await translate({ "At step 8 the ": "Bei Schritt 8: " });
  page.insertBefore(new Text("Now: "), first);
  await note();
  page.insertBefore(last, bold);
  await note();
  await translate({ " is short.": " kurz " });
  page.removeChild(last);
  page.removeChild(first);
  await note();
  // Taken away by somebody else: a browser that puts nothing in its place.
  const gone = page.appendChild(new Text("gone"));
  gone.remove();
  page.removeChild(gone);
  let refused = false;
  try { page.removeChild(document.createElement("i")); } catch { refused = true; }
  return [seen, refused];
}"""


def test_words_that_change_are_on_the_page_and_a_text_is_taken_away_with_its_translation(empty_page: Page) -> None:
    empty_page.goto(f"{ORIGIN}/lab")
    seen, refused = empty_page.evaluate(TRANSLATED)
    assert seen == [
        "Bei Schritt 7: LSTM ist kurz.",
        "At step 8 the LSTM ist kurz.",
        "Now: Bei Schritt 8: LSTM ist kurz.",
        "Now: Bei Schritt 8:  is short.LSTM",
        "Now: LSTM",
    ]
    assert refused, "an element that is not there is an error as always"
