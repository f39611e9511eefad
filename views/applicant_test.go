package views

import (
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"shinsa/review"
	"shinsa/review/kinds"
	"shinsa/views/words"
)

func testPage(t *testing.T, lang string) Page {
	t.Helper()
	w, err := words.Load()
	if err != nil {
		t.Fatal(err)
	}
	return Page{Lang: lang, Words: w, Path: "/a/token", Operator: "Hoshizora Mobile", Contact: "0120-000-000"}
}

func testKind(t *testing.T, p Page, id string) *kinds.Kind {
	t.Helper()
	set, err := kinds.Load(p.Words, nil)
	if err != nil {
		t.Fatal(err)
	}
	k, ok := set.Kind(id)
	if !ok {
		t.Fatalf("there is no kind %s", id)
	}
	return k
}

func missing(fields ...string) review.FieldErrors {
	var out review.FieldErrors
	for _, f := range fields {
		out = append(out, review.FieldError{Field: f, Word: "field-error.required"})
	}
	return out
}

func TestTheFirstStepIsTheFirstThatIsNotComplete(t *testing.T) {
	t.Parallel()
	p := testPage(t, "en")
	k := testKind(t, p, "resident-card")
	name, _ := k.Reason("name-mismatch")
	blurred, _ := k.Reason("unreadable")
	for what, c := range map[string]struct {
		v    review.ApplicantView
		want StepID
	}{
		"nothing yet":            {review.ApplicantView{State: review.Draft, Missing: missing("name", "image.front")}, StepIdentity},
		"details given":          {review.ApplicantView{State: review.Draft, Missing: missing("image.front", "house")}, StepImages},
		"only the house open":    {review.ApplicantView{State: review.Draft, Missing: missing("house")}, StepCheck},
		"a field was wrong":      {review.ApplicantView{State: review.Resubmission, Outcome: &review.OutcomeView{Actions: []kinds.Reason{name}}}, StepIdentity},
		"corrected already":      {review.ApplicantView{State: review.Resubmission, Begun: true, Outcome: &review.OutcomeView{Actions: []kinds.Reason{name}}}, StepCheck},
		"a picture was unclear":  {review.ApplicantView{State: review.Resubmission, Missing: missing("image.front"), Outcome: &review.OutcomeView{Actions: []kinds.Reason{blurred}}}, StepImages},
		"the new picture is new": {review.ApplicantView{State: review.Resubmission, Begun: true, Outcome: &review.OutcomeView{Actions: []kinds.Reason{blurred}}}, StepCheck},
	} {
		c.v.Kind = k
		if got := FirstStep(&c.v); got != c.want {
			t.Errorf("%s: got %s, want %s", what, got, c.want)
		}
	}
}

func TestSpansAreSaidInWordsThatPromiseNoPrecision(t *testing.T) {
	t.Parallel()
	en, ja := testPage(t, "en"), testPage(t, "ja")
	for d, want := range map[time.Duration][2]string{
		20 * time.Second:                {"less than a minute", "1分未満"},
		time.Minute:                     {"one minute", "1分"},
		47*time.Minute + 40*time.Second: {"48 minutes", "48分"},
		time.Hour:                       {"one hour", "1時間"},
		83 * time.Minute:                {"1 h 25 min", "1時間25分"},
		7*time.Hour + 40*time.Minute:    {"8 hours", "8時間"},
		24 * time.Hour:                  {"one day", "1日"},
		30 * time.Hour:                  {"1 d 6 h", "1日6時間"},
		100 * time.Hour:                 {"4 days", "4日"},
	} {
		if got := span(en, d); got != want[0] {
			t.Errorf("%s: got %q, want %q", d, got, want[0])
		}
		if got := span(ja, d); got != want[1] {
			t.Errorf("%s: got %q, want %q", d, got, want[1])
		}
	}
}

func TestSizesOfFiles(t *testing.T) {
	t.Parallel()
	for n, want := range map[int]string{0: "0 B", 999: "999 B", 1000: "1 KB", 480_300: "480 KB", 1_000_000: "1.0 MB", 9_960_000: "10.0 MB", 10_000_000: "10 MB"} {
		if got := Bytes(n); got != want {
			t.Errorf("%d: got %s, want %s", n, got, want)
		}
	}
}

// The drawn modules are those of the code: its three finder patterns stand where every QR code has them.
func TestAQRCodeIsDrawnWithItsQuietZone(t *testing.T) {
	t.Parallel()
	q := NewQR("https://desk.example/a/2NN-5wbdkTV-Mhb4j-0HV4eBKHavsXCt")
	if q.Size < 29+8 || (q.Size-8-17)%4 != 0 {
		t.Fatalf("the size is %d", q.Size)
	}
	last := q.Size - 4 - 7
	for _, corner := range []string{"M4 4h7v1h-7z", "M4 10h7v1h-7z"} {
		if !strings.Contains(q.Path, corner) {
			t.Errorf("the path lacks %s", corner)
		}
	}
	if !strings.Contains(q.Path, "M"+strconv.Itoa(last)+" 4h7v1h-7z") || !strings.Contains(q.Path, "M4 "+strconv.Itoa(last)+"h7v1h-7z") {
		t.Error("the path lacks the other finder patterns")
	}
	if q := NewQR(strings.Repeat("x", 5000)); q.Path != "" {
		t.Error("what is too long was drawn")
	}
}

func TestTheSummaryNamesTheFieldsAndLeadsToThem(t *testing.T) {
	t.Parallel()
	p := testPage(t, "en")
	v := &review.ApplicantView{State: review.Draft, Round: 1, Kind: testKind(t, p, "resident-card"), Fields: review.Fields{}, Reference: "7K3M-9QXA"}
	set := review.DefaultSettings()
	a := NewApplicant(p, v, "/a/token", "https://desk.example/a/token", StepIdentity, set)
	wrong := review.FieldErrors{
		{Field: "name", Word: "field-error.required"}, {Field: "back_notes", Word: "field-error.choose"}, {Field: "email", Word: "field-error.email-format"},
	}
	m := NewIdentity(a, v, nil, wrong, set)
	var got []string
	for _, one := range m.Problems {
		got = append(got, one.Href+" "+one.Text[:12])
	}
	if want := []string{"#f-name Name: Please", "#f-back_notes Is anything ", "#f-email E-mail addre"}; !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestANumberThatWasSentIsMaskedOnTheStatusPage(t *testing.T) {
	t.Parallel()
	p := testPage(t, "en")
	v := &review.ApplicantView{
		State: review.Waiting, Round: 1, Kind: testKind(t, p, "resident-card"), Reference: "7K3M-9QXA",
		Fields: review.Fields{"number": "AB12345678CD", "name": "MARIA SANTOS"},
	}
	set := review.DefaultSettings()
	m := NewStatus(NewApplicant(p, v, "/a/token", "https://desk.example/a/token", StepSent, set), v, set, time.Now(), ComplaintInput{})
	for _, r := range m.Rows {
		if r.ID == "number" && r.Value != "••••78CD" {
			t.Errorf("the number is shown as %q", r.Value)
		}
		if r.ID == "name" && r.Value != "MARIA SANTOS" {
			t.Errorf("the name is shown as %q", r.Value)
		}
	}
}
