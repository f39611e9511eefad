package review_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"shinsa/audit"
	"shinsa/review"
)

func (d *desk) phrases(a review.Actor) []review.Phrase {
	d.t.Helper()
	all, err := d.Phrases(ctx, a)
	d.must(err)
	return all
}

// A supervisor keeps the desk's phrases and reviewers use them; each change is in the log.
func TestPhrases(t *testing.T) {
	t.Parallel()
	eachDesk(t, func(t *testing.T, d *desk) {
		save := func(p review.Phrase) error { return d.SavePhrase(ctx, supervisor, p) }
		d.must(save(review.Phrase{Use: review.ForMessage, Lang: "en", Reason: "unreadable", Text: "  The lower third is too dark.\r\nA lamp from the side helps. "}))
		d.must(save(review.Phrase{Use: review.ForMessage, Lang: "en", Text: "We are closed from 29 December."}))
		d.must(save(review.Phrase{Use: review.ForNote, Lang: "ja", Text: "電話で確認済み"}))
		d.must(save(review.Phrase{Use: review.ForNote, Lang: "ja", Text: "電話で確認済み"})) // no second one
		all := d.phrases(reviewer)
		var texts []string
		for _, p := range all {
			texts = append(texts, p.Text)
		}
		want := "We are closed from 29 December.|The lower third is too dark.\nA lamp from the side helps.|電話で確認済み"
		if strings.Join(texts, "|") != want || all[0].Version != 1 || all[0].ChangedBy != supervisor.ID || !all[0].ChangedAt.Equal(d.now()) {
			t.Fatalf("phrases %+v", all)
		}
		changed := all[0]
		changed.Text, changed.Reason = "We are closed until 4 January.", "expired"
		d.must(save(changed))
		if err := save(changed); !errors.Is(err, review.ErrStale) {
			t.Errorf("a change of what was changed meanwhile: %v", err)
		}
		changed.ID = "01890000-0000-7000-8000-000000000000"
		if err := save(changed); !errors.Is(err, nil) && !errors.Is(err, review.ErrNotFound) {
			t.Errorf("a change of what is not there: %v", err)
		}
		if p := d.phrases(supervisor)[0]; p.ID != all[0].ID || p.Version != 2 || p.Reason != "expired" {
			t.Errorf("changed to %+v", p)
		}
		for range 2 {
			d.must(d.RemovePhrase(ctx, supervisor, all[1].ID))
		}
		if got := len(d.phrases(reviewer)); got != 2 {
			t.Errorf("%d phrases are left", got)
		}
		if strings.HasPrefix(d.file, "postgres") {
			return // the log's rows are read from the file
		}
		if saved, removed := d.logged(audit.PhraseSaved), d.logged(audit.PhraseRemoved); saved != 4 || removed != 1 {
			t.Errorf("%d saved and %d removed in the log", saved, removed)
		}
	})
}

func TestWhoKeepsPhrases(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	p := review.Phrase{Use: review.ForNote, Lang: "en", Text: "called back"}
	for _, a := range []review.Actor{reviewer, support, admin} {
		if err := d.SavePhrase(ctx, a, p); !errors.Is(err, review.ErrDenied) {
			t.Errorf("%s: %v", a.Role, err)
		}
		if err := d.RemovePhrase(ctx, a, "x"); !errors.Is(err, review.ErrDenied) {
			t.Errorf("%s: %v", a.Role, err)
		}
	}
	for _, a := range []review.Actor{support, admin} {
		if _, err := d.Phrases(ctx, a); !errors.Is(err, review.ErrDenied) {
			t.Errorf("%s: %v", a.Role, err)
		}
	}
}

func TestPhrasesThatAreRefused(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	good := review.Phrase{Use: review.ForMessage, Lang: "en", Text: "x"}
	for _, c := range []struct {
		change func(*review.Phrase)
		want   string
	}{
		{func(p *review.Phrase) { p.Text = " \n" }, "text required"},
		{func(p *review.Phrase) { p.Text = strings.Repeat("字", review.MaxPhrase+1) }, "text too-long"},
		{func(p *review.Phrase) { p.Text = "a\x00b" }, "text characters"},
		{func(p *review.Phrase) { p.Text = "ask for 1234-5678-9012 again" }, "text personal"},
		{func(p *review.Phrase) { p.Text = "the card ＡＢ12345678ＣＤ" }, "text personal"},
		{func(p *review.Phrase) { p.Use = "letter" }, "use choose"},
		{func(p *review.Phrase) { p.Lang = "tlh" }, "lang choose"},
		{func(p *review.Phrase) { p.Reason = "whim" }, "reason choose"},
	} {
		p := good
		c.change(&p)
		var wrong review.FieldErrors
		if err := d.SavePhrase(ctx, supervisor, p); !errors.As(err, &wrong) || len(wrong) != 1 ||
			wrong[0].Field+" "+strings.TrimPrefix(wrong[0].Word, "field-error.") != c.want {
			t.Errorf("%+v: %v, want %s", p, err, c.want)
		}
	}
	for i := range 200 {
		p := good
		p.Text = fmt.Sprint("phrase ", i)
		d.must(d.SavePhrase(ctx, supervisor, p))
	}
	var wrong review.FieldErrors
	if err := d.SavePhrase(ctx, supervisor, good); !errors.As(err, &wrong) || wrong[0].Word != "field-error.too-many" {
		t.Errorf("one too many: %v", err)
	}
	if err := d.SavePhrase(ctx, supervisor, review.Phrase{Use: review.ForMessage, Lang: "en", Text: "0120-000-000, 9:00 to 17:00"}); !errors.As(err, &wrong) || wrong[0].Word != "field-error.too-many" {
		t.Errorf("a telephone number is nobody's number: %v", err)
	}
}

// Without a script the worksheet's form puts a phrase into its text, and everything else is kept.
func TestInsertingAPhrase(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	d.must(d.SavePhrase(ctx, supervisor, review.Phrase{Use: review.ForMessage, Lang: "en", Text: "A lamp from the side helps."}))
	d.must(d.SavePhrase(ctx, supervisor, review.Phrase{Use: review.ForNote, Lang: "en", Text: "called back"}))
	_, ref := d.sent()
	d.must(d.Claim(ctx, reviewer, ref, false))
	all := d.phrases(reviewer)
	w := review.WorksheetContent{Answers: review.Answers{"legible": review.No}, Reasons: []string{"unreadable"}}
	kept := func() review.WorksheetContent {
		v, err := d.Review(ctx, reviewer, ref)
		d.must(err)
		return v.Worksheet
	}
	d.must(d.InsertPhrase(ctx, reviewer, ref, w, all[0].ID, "The usual words."))
	w = kept()
	if w.Message != "The usual words.\n\nA lamp from the side helps." || w.Note != "" || len(w.Reasons) != 1 {
		t.Errorf("kept %+v", w)
	}
	d.must(d.InsertPhrase(ctx, reviewer, ref, w, all[0].ID, "The usual words."))
	d.must(d.InsertPhrase(ctx, reviewer, ref, kept(), all[1].ID, "The usual words."))
	if w = kept(); strings.Count(w.Message, "lamp") != 2 || strings.Count(w.Message, "usual") != 1 || w.Note != "called back" {
		t.Errorf("kept %+v", w)
	}
	w.Note = "typed since"
	if err := d.InsertPhrase(ctx, reviewer, ref, w, "gone", ""); !errors.Is(err, review.ErrNotFound) || kept().Note != "typed since" {
		t.Errorf("a phrase that is gone: %v, kept %+v", err, kept())
	}
	if err := d.InsertPhrase(ctx, support, ref, w, all[0].ID, ""); !errors.Is(err, review.ErrDenied) {
		t.Errorf("support: %v", err)
	}
}
