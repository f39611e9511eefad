package views

import (
	"slices"
	"testing"
	"time"

	"shinsa/review"
	"shinsa/review/kinds"
	"shinsa/views/words"
)

func deskPage(t *testing.T, lang string) Page {
	t.Helper()
	catalogue, err := words.Load()
	if err != nil {
		t.Fatal(err)
	}
	return Page{Lang: lang, Words: catalogue}
}

func residentCard(t *testing.T, p Page) *kinds.Kind {
	t.Helper()
	set, err := kinds.Load(p.Words, nil)
	if err != nil {
		t.Fatal(err)
	}
	k, ok := set.Kind("resident-card")
	if !ok {
		t.Fatal("there is no resident card")
	}
	return k
}

var tokyo = time.FixedZone("JST", 9*60*60)

func TestAges(t *testing.T) {
	t.Parallel()
	en, ja := deskPage(t, "en"), deskPage(t, "ja")
	now := time.Date(2026, 11, 24, 1, 0, 0, 0, time.UTC)
	for _, c := range []struct {
		ago                time.Duration
		en, ja, short, lvl string
	}{
		{0, "just now", "たった今", "just now", ""},
		{59 * time.Second, "just now", "たった今", "just now", ""},
		{time.Minute, "1 min", "1分", "1 min", ""},
		{59*time.Minute + 59*time.Second, "59 min", "59分", "59 min", ""},
		{time.Hour, "1 h 0 min", "1時間0分", "1 h", ""},
		{4*time.Hour - time.Second, "3 h 59 min", "3時間59分", "3 h", ""},
		{4 * time.Hour, "4 h 0 min", "4時間0分", "4 h", "late"},
		{10 * time.Hour, "10 h", "10時間", "10 h", "late"},
		{24 * time.Hour, "1 day", "1日", "1 day", "very-late"},
		{50 * time.Hour, "2 days", "2日", "2 days", "very-late"},
		{-time.Minute, "just now", "たった今", "just now", ""}, // a clock that was set back
	} {
		a := en.age(now.Add(-c.ago), now, tokyo, true)
		if a.Text != c.en || a.Short != c.short || a.Level != c.lvl {
			t.Errorf("%s ago: %+v, want %q, %q, %q", c.ago, a, c.en, c.short, c.lvl)
		}
		if got := ja.age(now.Add(-c.ago), now, tokyo, true).Text; got != c.ja {
			t.Errorf("%s ago: %q, want %q", c.ago, got, c.ja)
		}
		if got := en.age(now.Add(-c.ago), now, tokyo, false).Level; got != "" {
			t.Errorf("%s ago: what waits for nobody is %q", c.ago, got)
		}
	}
	if got := en.age(now, now, tokyo, true).Exact; got != "2026-11-24 10:00" {
		t.Errorf("the moment is %q", got)
	}
	if got := en.age(time.Time{}, now, tokyo, true); got != (Age{}) {
		t.Errorf("never is %+v", got)
	}
}

func TestWhatIsLeft(t *testing.T) {
	t.Parallel()
	p := deskPage(t, "en")
	for left, want := range map[time.Duration]string{
		10 * time.Minute: "10 min", 9*time.Minute + time.Second: "10 min", time.Minute: "1 min",
		59 * time.Second: "59 s", 100 * time.Millisecond: "1 s", 0: "over", -time.Hour: "over",
	} {
		if got := p.left(left); got != want {
			t.Errorf("left(%s) = %q, want %q", left, got, want)
		}
	}
}

func TestExpiry(t *testing.T) {
	t.Parallel()
	p := deskPage(t, "en")
	for days, want := range map[int][2]string{
		-30: {"30 days over", "bad"}, -1: {"1 day over", "bad"}, 0: {"today is the last day", "warn"}, 1: {"1 day left", "warn"},
		31: {"31 days left", "warn"}, 32: {"1 month left", ""}, 364: {"12 months left", ""}, 365: {"1 y 0 m left", ""}, 1660: {"4 y 6 m left", ""},
	} {
		if text, level := p.expiry(days); text != want[0] || level != want[1] {
			t.Errorf("expiry(%d) = %q, %q, want %q", days, text, level, want)
		}
	}
}

func TestNumbers(t *testing.T) {
	t.Parallel()
	for n, want := range map[int]string{0: "0", 7: "7", 999: "999", 1000: "1,000", 1234567: "1,234,567", -1: "-1", -1234: "-1,234"} {
		if got := grouped(n); got != want {
			t.Errorf("grouped(%d) = %q, want %q", n, got, want)
		}
	}
	for n, want := range map[int]string{0: "1 KB", 480_000: "480 KB", 999_999: "999 KB", 1_000_000: "1.0 MB", 9_870_000: "9.8 MB"} {
		if got := weight(n); got != want {
			t.Errorf("weight(%d) = %q, want %q", n, got, want)
		}
	}
}

// The address is looked for where it is newest: in the last row of the back, else on the front.
func TestWhereTheAddressIsLookedFor(t *testing.T) {
	t.Parallel()
	p := deskPage(t, "en")
	k := residentCard(t, p)
	for side, want := range map[string]string{"back": "back, else front", "front": "front"} {
		v := &review.ReviewView{Kind: k, Round: review.RoundView{Fields: review.Fields{review.FieldAddress: "x"}, AddressSide: side}}
		for _, line := range p.itemLines(v, review.WorksheetContent{}, nil) {
			switch line.ID {
			case "address-matches", "room-shown":
				if line.Side != side || line.Where != want {
					t.Errorf("%s: %s is looked for on %q (%q)", side, line.ID, line.Side, line.Where)
				}
			case "legible":
				if line.Side != "" || !slices.Equal(line.Sides, []string{"Front", "Back"}) {
					t.Errorf("%s: %s is looked for on %q %v", side, line.ID, line.Side, line.Sides)
				}
			}
		}
	}
}

func TestTheFirstOpenItemIsLit(t *testing.T) {
	t.Parallel()
	p := deskPage(t, "en")
	k := residentCard(t, p)
	v := &review.ReviewView{Kind: k, Round: review.RoundView{Fields: review.Fields{}, AddressSide: "front"}}
	lit := func(answers review.Answers) string {
		var all []string
		for _, line := range p.itemLines(v, review.WorksheetContent{Answers: answers}, nil) {
			if line.Lit {
				all = append(all, line.ID)
			}
		}
		if len(all) != 1 {
			t.Fatalf("%d items are lit", len(all))
		}
		return all[0]
	}
	first, second := k.Checklist[0].ID, k.Checklist[1].ID
	everything := review.Answers{}
	for _, i := range k.Checklist {
		everything[i.ID] = review.Yes
	}
	for want, answers := range map[string]review.Answers{first: everything, second: {first: review.Yes}} {
		if got := lit(answers); got != want {
			t.Errorf("lit is %s, want %s", got, want)
		}
	}
	if got := lit(nil); got != first {
		t.Errorf("lit is %s, want %s", got, first)
	}
}

func TestTheLikelyOutcome(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		work review.WorksheetContent
		last bool
		want review.Outcome
	}{
		{review.WorksheetContent{}, false, review.Approve},
		{review.WorksheetContent{Answers: review.Answers{"a": review.Yes, "b": review.NA}}, false, review.Approve},
		{review.WorksheetContent{Answers: review.Answers{"a": review.No}}, false, review.Resubmit},
		{review.WorksheetContent{Reasons: []string{"expired"}}, false, review.Resubmit},
		{review.WorksheetContent{Reasons: []string{"expired"}}, true, review.Reject},
	} {
		if got := review.Likely(c.work, c.last); got != c.want {
			t.Errorf("Likely(%+v) = %s, want %s", c.work, got, c.want)
		}
	}
}

// Of a reason it is said for whom and what alone it is kept; the server decides all the same.
func TestWhatReasonsFit(t *testing.T) {
	t.Parallel()
	p := deskPage(t, "en")
	v := &review.ReviewView{Kind: residentCard(t, p), Round: review.RoundView{Fields: review.Fields{}}}
	line := func(role, id string) ReasonLine {
		for _, g := range p.reasonGroups(v, review.WorksheetContent{}, ReviewInput{Me: review.Actor{Role: role}}) {
			for _, r := range g.Reasons {
				if r.ID == id {
					return r
				}
			}
		}
		t.Fatalf("there is no reason %s", id)
		return ReasonLine{}
	}
	for _, c := range []struct{ role, id, outcomes, note string }{
		{"reviewer", "authenticity-doubt", "escalate", "only to escalate"},
		{"supervisor", "authenticity-doubt", "reject escalate", "not to send again"},
		{"reviewer", "duplicate-application", "reject escalate", "not to send again"},
		{"reviewer", "unreadable", "reject resubmit escalate", ""},
	} {
		if got := line(c.role, c.id); got.Outcomes != c.outcomes || got.Note != c.note {
			t.Errorf("%s, %s: %q, %q", c.role, c.id, got.Outcomes, got.Note)
		}
	}
}

func TestANoticeNamesAFewAndMarksAll(t *testing.T) {
	t.Parallel()
	p := deskPage(t, "en")
	k := residentCard(t, p)
	e := &review.DecisionError{Code: "incomplete"}
	for _, i := range k.Checklist {
		e.Items = append(e.Items, i.ID)
	}
	if n := p.refusalNotice(k, e); len(n.Links) != linksShown+1 || n.Lines[0] != "14 items have no answer yet:" {
		t.Errorf("the notice is %+v", n)
	}
	e.Items = e.Items[:1]
	if n := p.refusalNotice(k, e); len(n.Links) != 1 || n.Lines[0] != "An item has no answer yet:" {
		t.Errorf("the notice is %+v", n)
	}
}

// Findings are shown with the figures of the check that they come from.
func TestFindingsHaveTheirFigures(t *testing.T) {
	t.Parallel()
	p := deskPage(t, "en")
	k := residentCard(t, p)
	tag := p.findingTag("warn:within-years:expires_on", k.ID, []*kinds.Kind{k})
	if tag.Word != "date far" || tag.Text != "The date is more than 10 years ahead." || tag.Level != "warn" {
		t.Errorf("the finding is %+v", tag)
	}
	if tag := p.findingTag("stop:same-picture:", "gone-kind", nil); tag.Word != "same picture" || tag.Level != "stop" {
		t.Errorf("the finding is %+v", tag)
	}
}
