"""Slides are cut from built pages; what is tested here is where the knife goes."""

import pytest

from cnnkit.publish.slides.cutting import cut

PAGE = """<html><body><article class="bd-article"><section id="how">
<h1>How many?<a class="headerlink" href="#how">#</a></h1>
<div class="ck-goal admonition"><p>Goal</p></div>
<p>Ten pixels. A <a href="../appendix/glossary.html#k">kernel</a>, as <a href="padding.html">before</a>.</p>
<div class="cell"><div class="ck-host" data-ck-model="a"></div></div>
<details open="open" class="ck-answer"><summary>The answer</summary><p>Four.</p></details>
<section id="sum"><h2>The sum</h2>
<p>It is long. {long} And this is the last sentence:</p>
<div class="math">\\[a\\]</div><p>or</p><div class="math">\\[b\\]</div>
<p>Look here.</p>
<div class="cell"><details class="hide"><summary>Code</summary></details>
<div class="output"><figure class="ck-figure"><svg></svg><figcaption>C</figcaption>
<details class="ck-data"><table class="table"></table></details></figure></div></div>
<section id="deep"><h3>Deeper</h3><div class="admonition ck-think"><p>No!</p></div></section>
<div class="cell tag_no-slide"><div class="ck-host" data-ck-model="b"></div></div>
<ul class="ck-slide"><li>shown</li></ul><ul><li>not shown</li></ul>
<details><summary>More</summary><figure class="ck-figure"></figure></details>
</section></section></article></body></html>""".replace("{long}", "Words and words. " * 30)


@pytest.fixture(scope="module")
def slides():
    return cut(PAGE, "sizing/how.html")


def test_one_slide_for_the_question_and_one_for_each_thing_to_see(slides):
    assert [slide.heading for slide in slides] == ["How many?"] * 2 + ["The sum"] * 4
    question, prediction, sums, figure, box, listed = (slide.content for slide in slides)
    assert "Ten pixels" in question
    assert "Goal" not in question
    assert 'data-ck-model="a"' in prediction
    assert sums.count('class="math"') == 2
    assert "<svg>" in figure
    assert "No!" in box
    assert "shown</li>" in listed
    everything = "".join(slide.content for slide in slides)
    assert all(gone not in everything for gone in ("Code", 'model="b"', "not shown", "ck-data", "headerlink"))


def test_an_answer_waits_behind_its_question(slides):
    assert "Four." in slides[1].content
    assert "open=" not in slides[1].content


def test_the_words_above_are_the_last_whole_sentences(slides):
    lead = slides[2].content.partition("</p>")[0]
    assert lead.startswith('<p class="lead">Words and words.')
    assert lead.endswith("And this is the last sentence:")
    assert len(lead) < 300


def test_links_lead_back_to_the_pages(slides):
    assert 'href="../appendix/glossary.html#k"' in slides[0].content
    assert 'href="../sizing/padding.html"' in slides[0].content
    assert [slide.place for slide in slides[:3]] == [
        "sizing/how.html",
        "sizing/how.html#how",
        "sizing/how.html#sum",
    ]


def test_what_is_no_page_of_the_book_has_no_slides():
    assert cut("<html><body><p>Nothing</p></body></html>", "a/b.html") == []
