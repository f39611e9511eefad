package kinds_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"shinsa/review/kinds"
)

// The kinds that are shipped, with what their pages must have: fields, items and reasons in full.
func TestTheShippedKinds(t *testing.T) {
	t.Parallel()
	var (
		every = "wrong-document expired cropped unreadable copy-or-screen altered-or-masked name-mismatch " +
			"birth-date-mismatch address-mismatch room-number-missing duplicate-application authenticity-doubt"
		back = " back-missing back-entry-unofficial number-mismatch"
	)
	want := []struct {
		id, fields, items, reasons string
		historic, myNumber         bool
	}{
		{
			"resident-card", "name address room birth_date number expires_on back_notes",
			"kind-matches whole-visible legible original-unedited name-matches birth-date-matches address-matches " +
				"room-shown number-matches in-date stay-current back-read features-plausible no-my-number",
			every + back + " stay-ended stay-too-short my-number-shown", false, true,
		},
		{
			"special-permanent-resident-certificate", "name address room birth_date number expires_on back_notes",
			"kind-matches whole-visible legible original-unedited name-matches birth-date-matches address-matches " +
				"room-shown number-matches in-date back-read features-plausible no-my-number",
			every + back + " my-number-shown", false, true,
		},
		{
			"alien-registration-certificate", "name address room birth_date number expires_on back_notes",
			"kind-matches acceptance-open whole-visible legible original-unedited name-matches name-not-alias " +
				"birth-date-matches address-matches room-shown number-matches switch-period-open back-read",
			every + back + " document-abolished", true, false,
		},
		{
			"alien-registration-matters-certificate", "name address room birth_date issued_on",
			"kind-matches acceptance-open pages-complete legible original-unedited name-matches name-not-alias " +
				"birth-date-matches address-matches room-shown issued-recently issuer-sealed",
			every + " document-abolished certificate-invalid", true, false,
		},
	}
	all := load(t).All()
	if len(all) != len(want) {
		t.Fatalf("got %d kinds, want %d", len(all), len(want))
	}
	for i, w := range want {
		k := all[i]
		if k.ID != w.id || k.Historic != w.historic || k.MyNumber != w.myNumber {
			t.Errorf("kind %d: got %s, historic %t, my number %t", i, k.ID, k.Historic, k.MyNumber)
		}
		same(t, k.ID+" fields", ids(k.Fields, func(f kinds.Field) string { return f.ID }), w.fields)
		same(t, k.ID+" items", ids(k.Checklist, func(i kinds.Item) string { return i.ID }), w.items)
		reasons := strings.Fields(ids(k.Reasons, func(r kinds.Reason) string { return r.ID }))
		wanted := strings.Fields(w.reasons)
		slices.Sort(reasons)
		slices.Sort(wanted)
		same(t, k.ID+" reasons", strings.Join(reasons, " "), strings.Join(wanted, " "))
		if side, ok := k.Side("front"); !ok || !side.Required {
			t.Errorf("%s: the front must be required", k.ID)
		}
		if len(k.Reminders) == 0 {
			t.Errorf("%s: no reminder", k.ID)
		}
	}
}

func ids[T any](all []T, id func(T) string) string {
	s := make([]string, len(all))
	for i, v := range all {
		s[i] = id(v)
	}
	return strings.Join(s, " ")
}

func same(t *testing.T, what, got, want string) {
	t.Helper()
	if got != want {
		t.Errorf("%s:\n got %s\nwant %s", what, got, want)
	}
}

// What a reason mends decides beside which outcomes it stands, for every kind.
func TestReasonsFitTheirOutcomes(t *testing.T) {
	t.Parallel()
	for _, k := range load(t).All() {
		for _, r := range k.Reasons {
			if !r.Fits(kinds.Escalate, false) {
				t.Errorf("%s %s: everybody may escalate with any reason", k.ID, r.ID)
			}
			supervisorOnly := r.ID == "authenticity-doubt"
			if r.Fits(kinds.Reject, false) == supervisorOnly || !r.Fits(kinds.Reject, true) {
				t.Errorf("%s %s: wrong about who rejects", k.ID, r.ID)
			}
			if final := r.Mends == kinds.Final; r.Fits(kinds.Resubmit, true) == final {
				t.Errorf("%s %s: wrong about resubmission", k.ID, r.ID)
			}
			if r.Fits("approve", true) {
				t.Errorf("%s %s: no reason stands beside an approval", k.ID, r.ID)
			}
		}
	}
}

// An applicant must not learn which check a forgery failed.
func TestTheDoubtNamesNoCheck(t *testing.T) {
	t.Parallel()
	for lang, texts := range catalogue(t) {
		text := strings.ToLower(texts[kinds.ReasonApplicant("authenticity-doubt")])
		for _, word := range []string{"forge", "fake", "hologram", "font", "pattern", "photo", "authentic", "偽", "真正", "ホログラム", "写真"} {
			if text == "" || strings.Contains(text, word) {
				t.Errorf("%s: %q says %q", lang, text, word)
			}
		}
	}
}

// Each rule has words for both readers, though no kind lists them.
func TestEveryRuleHasWords(t *testing.T) {
	t.Parallel()
	for lang, texts := range catalogue(t) {
		for _, rule := range append(kinds.Rules(), "pattern", "specimen") {
			for _, id := range []string{kinds.RuleApplicant(rule), kinds.RuleStaff(rule)} {
				if texts[id] == "" {
					t.Errorf("%s: no word %s", lang, id)
				}
			}
		}
	}
}

func TestNumbers(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		kind, number    string
		fits, specimen  bool
		refusedIfUnlike bool
	}{
		{"resident-card", "AB12345678CD", true, true, true},
		{"resident-card", "ZX98765432QK", true, false, true},
		{"resident-card", "ABI2345678CD", false, false, true},
		{"resident-card", "AB12345678CDX", false, false, true},
		{"special-permanent-resident-certificate", "AB1234567CD", false, false, true},
		{"alien-registration-certificate", "B123456789", true, false, false},
		{"alien-registration-certificate", "123456789", false, false, false},
	} {
		k, _ := load(t).Kind(test.kind)
		f, ok := k.Field("number")
		if !ok || f.Matches(test.number) != test.fits || f.Specimen(test.number) != test.specimen || f.Soft == test.refusedIfUnlike {
			t.Errorf("%s %s: fits %t, specimen %t, soft %t", test.kind, test.number, f.Matches(test.number), f.Specimen(test.number), f.Soft)
		}
	}
}

func TestTheBackIsRequiredWhenItHasNotes(t *testing.T) {
	t.Parallel()
	yes, no := func(string) bool { return true }, func(string) bool { return false }
	for _, k := range load(t).All() {
		paper := k.ID == "alien-registration-matters-certificate"
		if k.SideRequired("back", yes) == paper || k.SideRequired("back", no) || !k.SideRequired("front", no) || k.SideRequired("edge", yes) {
			t.Errorf("%s: wrong about required sides", k.ID)
		}
	}
}

// The items that compare a value lead to its place on each of their sides.
func TestComparedFieldsHaveARegion(t *testing.T) {
	t.Parallel()
	for _, k := range load(t).All() {
		for _, i := range k.Checklist {
			for _, side := range i.Sides {
				s, _ := k.Side(side)
				if i.Field != "" && s.Regions != nil && len(k.ItemRegions(side, i)) == 0 {
					t.Errorf("%s: item %s finds no region of %s on the %s", k.ID, i.ID, i.Field, side)
				}
			}
		}
	}
}

func TestOffered(t *testing.T) {
	t.Parallel()
	set := load(t)
	now := time.Date(2026, 11, 24, 23, 0, 0, 0, time.UTC)
	if got := len(set.Offered(now, nil)); got != 4 {
		t.Errorf("the default offers %d kinds, want all 4", got)
	}
	got := set.Offered(now, []string{"alien-registration-certificate", "resident-card", "unknown"})
	same(t, "enabled", ids(got, func(k *kinds.Kind) string { return k.ID }), "resident-card alien-registration-certificate")

	tokyo := time.FixedZone("Asia/Tokyo", 9*3600)
	p := kinds.Period{From: "2026-11-25", Until: "2026-11-25"}
	if p.Contains(now) || !p.Contains(now.In(tokyo)) || p.Contains(now.In(tokyo).AddDate(0, 0, 1)) {
		t.Error("a period is of calendar days in the time zone of the question, both ends included")
	}
}
