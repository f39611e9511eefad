package views

import (
	"bytes"
	"context"
	"strings"
	"testing"
	"time"

	"shinsa/review"
)

// Two decisions side by side: what differs is told apart in words and stands first, nothing is lost, and
// nothing that anybody wrote can break out of its cell.
func TestComparison(t *testing.T) {
	t.Parallel()
	p := deskPage(t, "en")
	at := time.Date(2026, 11, 24, 1, 0, 0, 0, time.UTC)
	side := func(stage review.Stage, o review.Outcome, note, message string, answers review.Answers, reasons ...string) *review.DecisionView {
		return &review.DecisionView{
			DecisionRecord: review.DecisionRecord{ByName: string(stage) + " <i>", Decision: review.Decision{
				Stage: stage, Outcome: o, Answers: answers, Reasons: reasons, DecidedAt: at, Handling: 50 * time.Second,
			}},
			NoteText: note, MessageText: message,
		}
	}
	hostile := "<script>alert(1)</script>\u202e" + strings.Repeat("long", 300)
	v := &review.ReviewView{Kind: residentCard(t, p), Compared: &review.Comparison{
		First: side(review.StageFirst, review.Reject, hostile, "No.", review.Answers{"legible": review.No, "name-matches": review.Yes, "gone-since": review.Yes},
			"cropped", "unreadable"),
		Second: side(review.StageSecond, review.Escalate, "", "never sent", review.Answers{"legible": review.Yes, "name-matches": review.Yes, "in-date": review.NA},
			"unreadable"),
	}}
	m := p.compareModel(v, ReviewInput{Zone: tokyo})
	var differing []string
	for _, i := range m.Differing {
		differing = append(differing, i.Given[0]+"/"+i.Given[1])
	}
	if got := strings.Join(differing, " "); got != "no/yes /na yes/" { // in the checklist's order, what it has no more last
		t.Errorf("differing: %q", got)
	}
	if len(m.Differing)+len(m.Alike) != len(v.Kind.Checklist)+1 {
		t.Errorf("%d differ, %d are alike, of %d items and one of an older version", len(m.Differing), len(m.Alike), len(v.Kind.Checklist))
	}
	if last := m.Differing[len(m.Differing)-1]; last.Question != "gone-since" {
		t.Errorf("an item without words is shown as %q", last.Question)
	}
	if len(m.Reasons) != 2 || m.Reasons[0].Given != [2]bool{true, false} || m.Reasons[1].Given != [2]bool{true, true} {
		t.Errorf("reasons %+v", m.Reasons)
	}
	if m.Sides[1].Message != "" {
		t.Errorf("an escalation has the message %q", m.Sides[1].Message)
	}
	var b bytes.Buffer
	if err := compared(p, m).Render(context.Background(), &b); err != nil {
		t.Fatal(err)
	}
	page := b.String()
	if strings.Contains(page, "<script") || strings.Contains(page, "<i>") || !strings.Contains(page, "alert(1)") {
		t.Errorf("what was typed is markup:\n%s", page)
	}
	if n := strings.Count(page, `class="sign"`); n != 5 { // the outcome, three items, one reason
		t.Errorf("%d lines are marked as differing", n)
	}
	if p.compareModel(&review.ReviewView{}, ReviewInput{}) != nil {
		t.Error("there is something to compare where nobody disagrees")
	}
}

// Each rule is said in a sentence, in both languages, with its kinds and numbers.
func TestSecondRulesInWords(t *testing.T) {
	t.Parallel()
	set := review.Settings{Second: review.SecondRules{
		{Outcomes: []review.Outcome{review.Reject}, Kinds: []string{"resident-card"}}, {Share: 2.5},
		{Findings: []string{review.FindingYoung}, Outcomes: []review.Outcome{review.Approve}}, {FirstCases: 50},
	}}
	for lang, want := range map[string]string{
		"en": "every decision of: reject (Resident Card) · 2.5 % drawn, of: approve, reject · with the finding “age”: approve · a reviewer's first 50: approve, reject",
		"ja": "すべての不承認 (在留カード) · 承認, 不承認の2.5%を抽出 · 検知「年齢」がある承認 · 審査担当の最初の50件：承認, 不承認",
	} {
		p := deskPage(t, lang)
		got := p.secondRules(set, nil)
		if got != want {
			t.Errorf("got %q\nwant %q", got, want)
		}
		for _, missing := range []string{"{", "second.rule", "finding."} {
			if strings.Contains(got, missing) {
				t.Errorf("%s: %q is in %q", lang, missing, got)
			}
		}
	}
}
