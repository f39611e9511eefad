package browser

import (
	"testing"

	"shinsa/review"
)

// TestReviewingWithoutScripts: the same forms, one page after the other.
func TestReviewingWithoutScripts(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	ref, token := d.submission(wish{n: 1})
	b := d.tab(wideLook.withoutScripts())
	path := submissionPath(ref)
	answer := func(item, value string) {
		t.Helper()
		b.click("[data-item=" + item + "] .answer." + value)
	}

	b.open("/queue")
	b.write("#email", "reviewer@example.com")
	b.write("#password", password)
	b.click("form[action='/login'] button")
	b.at("/queue")
	b.click("form[action='/queue/next'] button")
	b.at(path)
	b.hasNone("[data-lens]") // what needs scripts is not offered
	b.hasNone("[data-help]")
	b.has("[data-item=kind-matches] [data-hint]") // each item says what to look at

	b.keepLook("review-plain", wideLook)

	// Given back: the answers are kept, also those that were not saved before.
	answer("kind-matches", "yes")
	answer("name-matches", "no")
	b.click(".bar button[formaction$='/release']")
	b.at("/queue")
	b.says(".flash", "Given back")
	if got := d.state(ref); got != review.Waiting {
		t.Errorf("it is %s", got)
	}
	b.open(path)
	b.click("form[action$='/claim'] button")
	b.until("it can be decided", `document.querySelector('[data-decision]') && `+whole)
	b.until("the answers are as they were", answersOf+`.replaceAll('-', '') === 'yn'`)

	// Saved on the way, and the message looked at before it is sent.
	for _, item := range []string{"whole-visible", "legible", "original-unedited", "birth-date-matches"} {
		answer(item, "yes")
	}
	b.click(".bar button[formaction$='/worksheet']")
	b.says(".flash", "Saved")
	b.until("they are there", answersOf+`.replaceAll('-', '').length === 6`)
	b.click("#reason-name-mismatch")
	b.write("#note", "Two given names on the card, one in the form.")
	b.click("button[name=preview][value=reject]")
	b.until("the message of a rejection is shown", seen("[data-draft=reject]")+` && location.search === '?message=reject'`)
	b.says("[data-draft=reject]", "name")
	b.hasNone("[data-draft=resubmit]")
	b.until("all else is kept", `document.getElementById('pick-name-mismatch').checked && document.getElementById('note').value.startsWith('Two') && `+
		answersOf+`.replaceAll('-', '').length === 6`)

	// Refused with words: something is not answered yet, and nothing is lost.
	b.click("button.outcome.approve")
	b.has("[data-testid=notice]")
	b.says("[data-testid=notice]", "not decided")
	b.until("answers and reason are kept", `document.getElementById('pick-name-mismatch').checked && `+answersOf+`.replaceAll('-', '').length === 6`)

	b.click("button.outcome.reject")
	b.at("/queue")
	b.has("[data-testid=undo]")
	b.click("[data-testid=undo] button") // taken back, without a script to count
	b.at(path)
	b.until("all is as it was", answersOf+`.replaceAll('-', '').length === 6`)
	b.click("button.outcome.reject")
	b.at("/queue")
	d.settle()
	if got := d.state(ref); got != review.Rejected {
		t.Errorf("it is %s", got)
	}

	// The applicant reads why.
	b.open(link(token))
	b.says(".outcome", "name")
	if text := b.text("main"); len(text) == 0 {
		t.Error("the status is empty")
	}
}
