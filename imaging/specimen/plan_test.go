package specimen

import (
	"maps"
	"regexp"
	"slices"
	"testing"
	"time"
)

var today = day(2026, 11, 24)

func planned(t *testing.T, n int, kind string, defects ...Defect) *plan {
	t.Helper()
	p, err := newPlan(5, n, Request{Kind: kind, Today: today, Defects: defects})
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// differing lists the fields that are not typed as they are printed, by id. What the applicant says about
// the back is compared with whether there are notes.
func differing(p *plan) []string {
	var out []string
	for _, field := range slices.Sorted(maps.Keys(p.truth.Typed)) {
		printed := p.truth.Printed[field]
		if field == "back_notes" {
			printed = map[bool]string{true: "yes", false: "no"}[p.truth.BackNotes]
		}
		if p.truth.Typed[field] != printed {
			out = append(out, field)
		}
	}
	return out
}

func TestTypedDiffersFromPrintedByTheDefectsAlone(t *testing.T) {
	t.Parallel()
	field := map[Defect]string{NameMismatch: "name", AddressMismatch: "address", BirthDateMismatch: "birth_date",
		NumberMismatch: "number", MissingBack: "back_notes"}
	for _, kind := range Kinds() {
		for n := range 200 {
			if p := planned(t, n, kind); len(differing(p)) != 0 || len(p.truth.Defects) != 0 {
				t.Fatalf("%s %d without defects: %v differ, defects %v", kind, n, differing(p), p.truth.Defects)
			}
			for _, d := range Defects() {
				p := planned(t, n, kind, d)
				var want []string
				var defects []Defect
				if d.Fits(kind) && d.Fits(p.truth.Shown) {
					defects = []Defect{d}
					if f := field[d]; f != "" {
						want = []string{f}
					}
				}
				if got := differing(p); !slices.Equal(got, want) || !slices.Equal(p.truth.Defects, defects) {
					t.Fatalf("%s %d %s: %v differ, want %v; defects %v, want %v", kind, n, d, got, want, p.truth.Defects, defects)
				}
				if (p.truth.Kind != p.truth.Shown) != (d == WrongDocument) {
					t.Fatalf("%s %d %s shows %s", kind, n, d, p.truth.Shown)
				}
			}
		}
	}
}

func TestWhatIsSentAgainIsOfTheSamePerson(t *testing.T) {
	t.Parallel()
	for _, kind := range Kinds() {
		for n := range 200 {
			for _, d := range Defects() {
				first := planned(t, n, kind, d)
				p, err := newPlan(5, n, Request{Kind: kind, Today: today, Defects: []Defect{d}, Again: true})
				if err != nil {
					t.Fatal(err)
				}
				renewed := first.truth.has(Expired) && kind != AlienRegistrationCertificate
				for field, was := range first.truth.Printed {
					is, same := p.truth.Printed[field], true
					switch field {
					case "number":
						same = !renewed
					case "expires_on", "issued_on", "front_address":
						if renewed {
							continue
						}
					case "my_number": // covered
						same = !slices.Contains(first.truth.Defects, MyNumberShown)
					}
					if (is == was) != same {
						t.Fatalf("%s %d after %s: %s was %q and is %q", kind, n, d, field, was, is)
					}
				}
				if p.truth.Kind != first.truth.Shown || p.truth.Shown != first.truth.Shown {
					t.Fatalf("%s %d after %s of %s: %s shows %s", kind, n, d, first.truth.Shown, p.truth.Kind, p.truth.Shown)
				}
				if first.truth.has(Expired) && !renewed {
					continue
				}
				if len(p.truth.Defects) != 0 || len(differing(p)) != 0 || p.doc.ended(today) || p.doc.twoCards && !p.doc.myNumberCovered {
					t.Fatalf("%s %d after %s: defects %v, %v differ", kind, n, d, p.truth.Defects, differing(p))
				}
			}
		}
	}
}

func TestSeveralDefectsComeTogether(t *testing.T) {
	t.Parallel()
	p := planned(t, 1, ResidentCard, Glare, NumberMismatch, NameMismatch, Glare)
	if want := []Defect{NameMismatch, NumberMismatch, Glare}; !slices.Equal(p.truth.Defects, want) {
		t.Errorf("defects %v, want %v", p.truth.Defects, want)
	}
	if got := differing(p); !slices.Equal(got, []string{"name", "number"}) {
		t.Errorf("%v differ", got)
	}
	if p := planned(t, 1, ResidentCard, MissingBack, MyNumberShown); p.truth.has(MyNumberShown) || p.doc.twoCards && !p.doc.myNumberCovered {
		t.Error("a number is shown on a back that is missing")
	}
}

func TestPicturesHaveTheirDefectsOnASideThatIsThere(t *testing.T) {
	t.Parallel()
	sides := map[string]int{}
	for n := range 200 {
		p := planned(t, n, "", Blurred)
		sides[p.truth.On[Blurred]]++
		if p := planned(t, n, ResidentCard, Glare, MissingBack); p.truth.On[Glare] != Front {
			t.Fatalf("%d: glare on %q", n, p.truth.On[Glare])
		}
	}
	if sides[Front] < 100 || sides[Back] < 20 || len(sides) != 2 {
		t.Errorf("blurred sides: %v", sides)
	}
}

var (
	newNumber = regexp.MustCompile(`^[A-Z]{2}[0-9]{8}[A-Z]{2}$`)
	oldNumber = regexp.MustCompile(`^B[0-9]{9}$`)
)

func TestDocumentsKeepTheRulesOfTheirKind(t *testing.T) {
	t.Parallel()
	for _, w := range []struct {
		kind    string
		number  *regexp.Regexp
		earlist time.Time
		latest  time.Time
	}{
		{ResidentCard, newNumber, newSystem, today},
		{SpecialPermanentResidentCertificate, newNumber, newSystem, today},
		{AlienRegistrationCertificate, oldNumber, day(2000, 1, 1), oldSystemEnd},
		{MattersCertificate, nil, day(2000, 1, 1), oldSystemEnd},
	} {
		for n := range 500 {
			for _, defects := range [][]Defect{nil, {Expired}, {MyNumberShown}, {AddressMismatch}} {
				p := planned(t, n, w.kind, defects...)
				d := p.doc
				if d.issued.Before(w.earlist) || d.issued.After(w.latest) || !d.born.Before(d.issued) {
					t.Fatalf("%s %d: born %s, issued %s", w.kind, n, iso(d.born), iso(d.issued))
				}
				if w.number != nil && !(w.number.MatchString(d.number) && w.number.MatchString(p.truth.Typed["number"])) {
					t.Fatalf("%s %d: number %q, typed %q", w.kind, n, d.number, p.truth.Typed["number"])
				}
				if expired := p.truth.has(Expired); d.ended(today) != expired || expired != (defects != nil && defects[0] == Expired && Expired.Fits(w.kind)) {
					t.Fatalf("%s %d: expires %s, defects %v", w.kind, n, iso(d.expires), p.truth.Defects)
				}
				for i, m := range d.movesTo {
					if m.reported.Before(d.issued) || m.reported.After(today) || i > 0 && m.reported.Before(d.movesTo[i-1].reported) {
						t.Fatalf("%s %d: issued %s, moved %s", w.kind, n, iso(d.issued), iso(m.reported))
					}
				}
				if d.myNumber != "" && d.issued.Before(secondLayout) && !p.truth.has(Expired) {
					t.Fatalf("%s %d: two cards in one, issued %s", w.kind, n, iso(d.issued))
				}
				switch w.kind {
				case SpecialPermanentResidentCertificate:
					if d.expires != birthday(d.born, d.expires.Year()) || d.issued.AddDate(7, 0, 0).Before(d.expires) || d.issued.AddDate(6, 0, 0).After(d.expires) {
						t.Fatalf("%d: born %s, issued %s, expires %s", n, iso(d.born), iso(d.issued), iso(d.expires))
					}
				case AlienRegistrationCertificate:
					if d.expires != d.born.AddDate(16, 0, 0) {
						t.Fatalf("%d: born %s, renewal from %s", n, iso(d.born), iso(d.expires))
					}
				}
			}
		}
	}
}

func TestCurrentAddressIsTheNewestRowOfTheBack(t *testing.T) {
	t.Parallel()
	undetermined, moved := 0, 0
	for n := range 300 {
		p := planned(t, n, ResidentCard)
		if m := p.doc.movesTo; len(m) > 0 {
			moved++
			if p.truth.Printed["address"] != m[len(m)-1].to.base || !p.truth.BackNotes || p.truth.Printed["front_address"] == "" {
				t.Fatalf("%d: printed %v", n, p.truth.Printed)
			}
		}
		if p.doc.frontLine == "未定(届出後裏面に記載)" {
			undetermined++
			if len(p.doc.movesTo) == 0 {
				t.Fatalf("%d: the address is nowhere", n)
			}
		}
	}
	if undetermined < 15 || moved < 100 || moved > 200 {
		t.Errorf("of 300, %d moved and %d have no address on the front", moved, undetermined)
	}
}

func TestMyNumbersAreNobodys(t *testing.T) {
	t.Parallel()
	for n := range 2000 {
		number := newDice(9, n, "number").myNumber()
		if len(number) != 12 {
			t.Fatal(number)
		}
		sum := 0
		for i, weight := range [...]int{6, 5, 4, 3, 2, 7, 6, 5, 4, 3, 2} {
			sum += int(number[i]-'0') * weight
		}
		check := 11 - sum%11
		if check > 9 {
			check = 0
		}
		if int(number[11]-'0') == check {
			t.Fatalf("%s could be somebody's", number)
		}
	}
}

func TestAfterTheOldCardsAllEnded(t *testing.T) {
	t.Parallel()
	later := day(2029, 3, 1)
	for n := range 200 {
		p, err := newPlan(5, n, Request{Kind: AlienRegistrationCertificate, Today: later})
		if err != nil {
			t.Fatal(err)
		}
		if !p.truth.has(Expired) || p.doc.issued.After(oldSystemEnd) {
			t.Fatalf("%d: expires %s, defects %v", n, iso(p.doc.expires), p.truth.Defects)
		}
		p, err = newPlan(5, n, Request{Today: later})
		if err != nil {
			t.Fatal(err)
		}
		if p.truth.Kind == AlienRegistrationCertificate || len(p.truth.Defects) > 0 {
			t.Fatalf("%d: %s with %v", n, p.truth.Kind, p.truth.Defects)
		}
	}
}

func TestRefusedRequests(t *testing.T) {
	t.Parallel()
	for name, r := range map[string]Request{
		"no day":         {},
		"unknown kind":   {Kind: "passport", Today: today},
		"unknown defect": {Defects: []Defect{"torn"}, Today: today},
	} {
		if _, err := Draw(1, 1, r); err == nil {
			t.Errorf("%s: no error", name)
		}
	}
	if d, err := ParseDefect("cut-off"); d != CutOff || err != nil {
		t.Error(d, err)
	}
	if _, err := ParseDefect("CutOff"); err == nil {
		t.Error("a word that is none was taken")
	}
}
