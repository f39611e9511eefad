package handlers

import (
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"shinsa/imaging/specimen"
	"shinsa/public"
	"shinsa/review"
	"shinsa/review/kinds"
)

func TestTheReviewPage(t *testing.T) {
	t.Parallel()
	d := newTestDesk(t)
	b := d.as("reviewer")
	ref, _ := d.submission()
	next, _ := d.submission()
	sp, err := testSpecimen()
	if err != nil {
		t.Fatal(err)
	}
	for _, a := range []answer{b.get(reviewPath(ref)).is(200), b.post(reviewPath(ref)+"/claim", nil)} {
		if a.status == 303 {
			a = b.get(reviewPath(ref)).is(200)
		}
		for _, field := range []string{review.FieldName, review.FieldAddress, review.FieldNumber, review.FieldBirthDate, review.FieldExpiresOn} {
			a.has(sp.Truth.Typed[field])
		}
		a.has("Resident Card", "round 1", string(next), "back, else front", "2 waiting · oldest", "Is this the document that the applicant selected?",
			"Read the title at the top of the front")
		image := regexp.MustCompile(`<img src="(/submissions/[^"]*/images/(front|back)\?size=screen&amp;round=1)"[^>]* width="\d+" height="\d+"`)
		if n := len(image.FindAllString(a.body, -1)); n != 2 {
			t.Errorf("there are %d pictures with their sizes, want 2", n)
		}
		if strings.Contains(a.body, "style=") || strings.Contains(a.body, "<script>") || strings.Contains(a.body, "onclick") {
			t.Error("the page has an inline script or style")
		}
	}
	ja := b.in("ja").get(reviewPath(ref)).is(200)
	ja.has("在留カード", "1回目", "あなたが担当中", "不承認", "再提出", "上位確認")
	if i := strings.Index(ja.body, "en.yaml"); i >= 0 {
		t.Error("a word is missing")
	}
}

// The age, the era and how long it is valid are worked out from what was typed.
func TestTheReviewPageWorksOutDates(t *testing.T) {
	t.Parallel()
	d := newTestDesk(t)
	ref := d.typed(map[string]string{review.FieldBirthDate: "1990-04-01", review.FieldExpiresOn: "2026-12-01"})
	d.as("reviewer").get(reviewPath(ref)).is(200).has("36 years · 平成2年", "7 days left")
	d.as("reviewer").in("ja").get(reviewPath(ref)).is(200).has("36歳・平成2年", "残り7日")
}

func TestNothingTypedBecomesMarkup(t *testing.T) {
	t.Parallel()
	d := newTestDesk(t)
	ref := d.typed(map[string]string{review.FieldName: `"><img src=x onerror=alert(1)>`, review.FieldAddress: `<script>alert(2)</script>`})
	b := d.as("reviewer")
	b.post(reviewPath(ref)+"/claim", nil).is(303)
	a := b.get(reviewPath(ref)).is(200)
	a.has("&lt;script&gt;alert(2)").hasNone("<script>alert", "<img src=x")
	form := a.deskForm()
	b.post(reviewPath(ref)+"/worksheet", form.answered("", "note", `</textarea><script>alert(3)</script>`, "message", `</textarea><b>`)).is(303)
	b.get(reviewPath(ref)).is(200).hasNone("</textarea><script>", "</textarea><b>")
}

// typed is a resident card on which something else was typed.
func (d *testDesk) typed(over map[string]string) review.Reference {
	d.t.Helper()
	ctx := d.t.Context()
	token, err := d.desk.StartDraft(ctx, specimen.ResidentCard, "en", "")
	if err != nil {
		d.t.Fatal(err)
	}
	typed := map[string]string{
		review.FieldName: "MARIA CRUZ", review.FieldAddress: "東京都新宿区西新宿2-8-1", review.FieldRoom: "405",
		review.FieldBirthDate: "1990-04-01", review.FieldNumber: "XY12345678ZW", review.FieldExpiresOn: "2031-05-20", review.FieldBackNotes: "no",
	}
	for k, v := range over {
		typed[k] = v
	}
	for _, err := range []error{
		d.desk.SaveIdentity(ctx, token, "en", typed), d.desk.AddImage(ctx, token, "front", "a.jpg", smallPicture(1)), d.desk.Submit(ctx, token, "en", ""),
	} {
		if err != nil {
			d.t.Fatal(err)
		}
	}
	v, err := d.desk.OpenLink(ctx, token)
	if err != nil {
		d.t.Fatal(err)
	}
	return v.Reference
}

func TestASecondRoundShowsTheFirst(t *testing.T) {
	t.Parallel()
	d := newTestDesk(t)
	ref, token := d.submission()
	d.decision("reviewer", ref, review.DecisionForm{Outcome: review.Resubmit, Reasons: []string{"name-mismatch"}, Note: "one letter"})
	d.settle()
	b := d.as("reviewer2")
	b.get(reviewPath(ref)).is(200).has("Sent back", "Waits for its applicant", "Name differs")
	d.retype(token, review.FieldName, "ANOTHER NAME")
	sp, _ := testSpecimen()
	b.get(reviewPath(ref)).is(200).has("round 2", "1 earlier round · 1 decision", "ANOTHER NAME", sp.Truth.Typed[review.FieldName], "one letter",
		"before:", "same picture as in the round before", "images/front?size=thumb&amp;round=1")
	b.in("ja").get(reviewPath(ref)).is(200).has("2回目")
}

// retype changes a field of a resubmission and sends it.
func (d *testDesk) retype(token, field, value string) {
	d.t.Helper()
	v, err := d.desk.OpenLink(d.t.Context(), token)
	if err != nil {
		d.t.Fatal(err)
	}
	v.Fields[field] = value
	v.Fields[review.FieldEmail] = v.Email
	if err := d.desk.SaveIdentity(d.t.Context(), token, "en", v.Fields); err != nil {
		d.t.Fatal(err)
	}
	if err := d.desk.Submit(d.t.Context(), token, "en", "yes"); err != nil {
		d.t.Fatal(err)
	}
}

func TestAnOverturnedOneIsNotForTheSame(t *testing.T) {
	t.Parallel()
	d := newTestDesk(t)
	ref, id := d.approved()
	if err := d.desk.AuditDecision(t.Context(), d.actor("supervisor"), id, review.VerdictForm{Verdict: review.Overturn, Severity: review.Major, Note: "look at the date"}); err != nil {
		t.Fatal(err)
	}
	b := d.as("reviewer")
	b.get("/queue").is(200).has(string(ref), "first in line")
	b.get(reviewPath(ref)).is(200).has("somebody else decides next", "look at the date").hasNone(`action="` + reviewPath(ref) + `/claim"`)
	b.post(reviewPath(ref)+"/claim", nil).is(403).has("You may not do this")
	d.as("reviewer2").post("/queue/next", nil).leadsTo(reviewPath(ref))
}

func TestWhatItsApplicantTakesBackIsGoneFromTheDesk(t *testing.T) {
	t.Parallel()
	d := newTestDesk(t)
	b := d.as("reviewer")
	ref, token := d.submission()
	if err := d.desk.Recall(t.Context(), token); err != nil {
		t.Fatal(err)
	}
	b.get(reviewPath(ref)).is(404)
	b.post(reviewPath(ref)+"/claim", nil).is(409).has("This does not fit where it stands")
	b.get("/queue?q=" + string(ref)).is(200).has("Nothing was found")

	ref, token = d.submission()
	b.post(reviewPath(ref)+"/claim", nil).is(303)
	form := b.get(reviewPath(ref)).deskForm()
	if err := d.desk.Withdraw(t.Context(), token); err != nil {
		t.Fatal(err)
	}
	b.post(reviewPath(ref)+"/decision", form.answered(review.Approve)).is(409).has("Taken back by its applicant")
}

// Everything that a page can say has words in both languages.
func TestEveryWordIsThere(t *testing.T) {
	t.Parallel()
	d := newTestDesk(t)
	var ids []string
	for _, code := range []string{
		"outcome-missing", "contradictory", "incomplete", "approve-with-no", "approve-with-reason", "reason-missing", "last-round", "unknown-item",
		"unknown-answer", "unknown-reason", "reason-unfit", "reason-role", "text-characters", "text-too-long",
	} {
		ids = append(ids, "decision-error."+code)
	}
	for _, s := range review.States() {
		if s != review.Draft && s != review.SecondReview {
			ids = append(ids, "state."+string(s))
		}
		if !s.Decidable() {
			ids = append(ids, "claim.closed."+string(s))
		}
	}
	for _, o := range review.Outcomes() {
		ids = append(ids, "outcome."+string(o), "outcome.done."+string(o), "message."+string(o))
	}
	for _, s := range []review.Stage{review.StageFirst, review.StageSecond, review.StageSettle} {
		ids = append(ids, "stage."+string(s))
	}
	for _, f := range []string{review.FindingAbolished, review.FindingSpecialPeriod, review.FindingYoung, review.FindingSamePicture} {
		ids = append(ids, "finding."+f, "finding-tag."+f)
	}
	for _, r := range kinds.Rules() {
		ids = append(ids, "finding-tag."+string(r))
	}
	for _, k := range d.desk.Kinds.Set().All() {
		for _, f := range k.Fields {
			ids = append(ids, "field-short."+strings.TrimSuffix(strings.TrimPrefix(f.LabelID(), "field."), ".label"))
		}
	}
	ids = append(ids, wordsInSource(t, "../views/desk_*.go", "../views/desk_*.templ", "*.go")...)
	if len(ids) < 150 {
		t.Errorf("only %d words were looked for", len(ids))
	}
	for _, lang := range d.words.Languages() {
		for _, id := range ids {
			if _, ok := d.words.Lookup(lang, id); !ok {
				t.Errorf("%s has no word %q", lang, id)
			}
		}
	}
}

var (
	wordInSource  = regexp.MustCompile(`\bT\("([a-z0-9-]+(?:\.[a-z0-9_-]+)+)"`)
	flashInSource = regexp.MustCompile(`\.flash\(c, "(?:ok|warn|bad)", "([a-z0-9-]+)"`)
	errorInSource = regexp.MustCompile(`word: "([a-z0-9-]+)"`)
	sayInSource   = regexp.MustCompile(`\bsay\("([a-z.-]+)"`)
)

// wordsInSource lists the ids of words that stand in source files.
func wordsInSource(t *testing.T, patterns ...string) []string {
	t.Helper()
	var ids []string
	for _, pattern := range patterns {
		files, err := filepath.Glob(pattern)
		if err != nil || len(files) == 0 {
			t.Fatalf("no files match %s: %v", pattern, err)
		}
		for _, file := range files {
			if strings.HasSuffix(file, "_test.go") {
				continue
			}
			text, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			for _, m := range wordInSource.FindAllStringSubmatch(string(text), -1) {
				ids = append(ids, m[1])
			}
			for _, m := range flashInSource.FindAllStringSubmatch(string(text), -1) {
				ids = append(ids, "flash."+m[1])
			}
			for _, m := range errorInSource.FindAllStringSubmatch(string(text), -1) {
				ids = append(ids, "error."+m[1]+".heading", "error."+m[1]+".text")
			}
			for _, m := range sayInSource.FindAllStringSubmatch(string(text), -1) {
				ids = append(ids, m[1]+".heading", m[1]+".text")
			}
		}
	}
	return ids
}

// TestTheReviewPageIsLight holds the page's own script and style to 60 KB.
func TestTheReviewPageIsLight(t *testing.T) {
	t.Parallel()
	d := newTestDesk(t)
	b := d.as("reviewer")
	ref, _ := b.held()
	a := b.get(reviewPath(ref)).is(200)
	total, files := 0, 0
	eager := regexp.MustCompile(`(?s)<noscript>.*?</noscript>`).ReplaceAllString(a.body, "") // a script brings those later
	for _, m := range regexp.MustCompile(`(?:href|src)="`+public.Prefix()+`/([^"]+\.(?:js|css))"`).FindAllStringSubmatch(eager, -1) {
		file, ok := public.File(m[1])
		if !ok {
			t.Errorf("%s is not there", m[1])
		}
		total, files = total+len(file.Data), files+1
		for _, imported := range regexp.MustCompile(`from '\./([^']+)'`).FindAllStringSubmatch(string(file.Data), -1) {
			if !strings.Contains(a.body, "/"+imported[1]+`"`) {
				t.Errorf("%s imports %s, which the page does not fetch at once", m[1], imported[1])
			}
		}
		b.get(public.Path(m[1])).is(200)
	}
	if files < 7 || total > 60_000 {
		t.Errorf("%d files with %d bytes, want 7 and 60,000 at most", files, total)
	}
}

func TestTheUndoCookieGivesNoRight(t *testing.T) {
	t.Parallel()
	d := newTestDesk(t)
	b := d.as("reviewer")
	ms := fmt.Sprint(d.clock.now().Add(5 * time.Second).UnixMilli())
	far := fmt.Sprint(d.clock.now().Add(time.Hour).UnixMilli())
	const id = "019a1234-5678-7abc-8def-0123456789ab"
	for value, shown := range map[string]bool{
		id + ".7K3M-9QXA.approve." + ms:                  true,
		id + ".7K3M-9QXA.approve." + far:                 false,
		id + ".7K3M-9QXA.approve.1":                      false,
		id + ".7K3M-9QXA.burn." + ms:                     false,
		id + ".<b>.approve." + ms:                        false,
		"../../logout.7K3M-9QXA.approve." + ms:           false,
		"rubbish":                                        false,
		strings.Repeat("a.", 500):                        false,
		url.QueryEscape(id + ".7K3M-9QXA.approve." + ms): false,
	} {
		b.header.Set("Cookie", "shinsa_undo="+value)
		a := b.get("/queue").is(200)
		if got := strings.Contains(a.body, "/retract"); got != shown && !(shown == false && strings.HasPrefix(value, url.QueryEscape(id))) {
			t.Errorf("%.40s: shown %v, want %v", value, got, shown)
		}
	}
	b.header.Del("Cookie")
	b.post("/decisions/"+id+"/retract", nil).is(404)
}

// What other submissions have in common with one stands on its page, with how they ended; when nothing is
// known, nothing stands there.
func TestTheReviewPageTellsWhatElseIsKnown(t *testing.T) {
	t.Parallel()
	d := newTestDesk(t)
	b := d.as("reviewer")
	first, _ := d.submission()
	page := b.get(reviewPath(first)).is(200)
	page.hasNone(`data-testid="related"`)
	page.has(`data-testid="about-front"`, "This is what the file says about itself.")
	d.decided(first, review.Reject, "duplicate-application")
	second, _ := d.submission()
	page = b.get(reviewPath(second)).is(200)
	page.has(`data-testid="related"`, "same number", "same picture (Front)", "same name and birth date", `href="`+reviewPath(first)+`"`, "rejected", "another submission",
		"1 other submission from the same address")
	d.as("support").get(reviewPath(second)).is(403)
}
