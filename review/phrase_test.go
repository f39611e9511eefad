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

// note and message make phrases of the desk.
func note(text string) review.Phrase {
	return review.Phrase{Use: review.ForNote, Texts: map[string]string{"": text}}
}

func message(en, ja string) review.Phrase {
	return review.Phrase{Use: review.ForMessage, Texts: map[string]string{"en": en, "ja": ja}}
}

// own makes a phrase the person's own.
func own(a review.Actor, p review.Phrase) review.Phrase {
	p.Owner = a.ID
	return p
}

// A supervisor keeps the desk's phrases, everybody who reviews has own ones beside them, and each change is in
// the log.
func TestPhrases(t *testing.T) {
	t.Parallel()
	eachDesk(t, func(t *testing.T, d *desk) {
		dark := message("  The lower third is too dark.\r\nA lamp from the side helps. ", "下の方が暗く写っています。")
		dark.Reason = "unreadable"
		d.must(d.AddPhrase(ctx, supervisor, dark))
		d.must(d.AddPhrase(ctx, supervisor, message("We are closed from 29 December.", "12月29日から休業します。")))
		d.must(d.AddPhrase(ctx, supervisor, note("電話で確認済み")))
		d.must(d.AddPhrase(ctx, supervisor, note("電話で確認済み")))                     // no second one
		d.must(d.AddPhrase(ctx, reviewer, own(supervisor, note("looked twice")))) // whoever it names, it is the person's own
		d.must(d.AddPhrase(ctx, reviewer2, own(reviewer2, note("looked twice"))))
		all := d.phrases(reviewer)
		var texts []string
		for _, p := range all {
			texts = append(texts, p.Text("en"))
		}
		want := "We are closed from 29 December.|The lower third is too dark.\nA lamp from the side helps.|電話で確認済み|looked twice"
		if strings.Join(texts, "|") != want || all[0].Version != 1 || all[0].ChangedBy != supervisor.ID || all[3].Owner != reviewer.ID || !all[0].ChangedAt.Equal(d.now()) {
			t.Fatalf("phrases %+v", all)
		}
		if got := len(d.phrases(supervisor)); got != 3 {
			t.Errorf("a supervisor sees %d phrases, want the desk's 3", got)
		}
		changed := all[0]
		changed.Texts, changed.Reason = map[string]string{"en": "We are closed until 4 January.", "ja": "1月4日まで休業します。", "de": "zu"}, "expired"
		d.must(d.ChangePhrase(ctx, supervisor, changed))
		if err := d.ChangePhrase(ctx, supervisor, changed); !errors.Is(err, review.ErrStale) {
			t.Errorf("a change of what was changed meanwhile: %v", err)
		}
		if err := d.RemovePhrase(ctx, supervisor, changed.ID, 1); !errors.Is(err, review.ErrStale) {
			t.Errorf("removing what was changed meanwhile: %v", err)
		}
		if p := d.phrases(supervisor)[0]; p.ID != all[0].ID || p.Version != 2 || p.Reason != "expired" || len(p.Texts) != 2 {
			t.Errorf("changed to %+v", p)
		}
		same := changed
		same.Version = 2
		d.must(d.ChangePhrase(ctx, supervisor, same)) // nothing changes
		same.Texts, same.Reason = all[1].Texts, "unreadable"
		var wrong review.FieldErrors
		if err := d.ChangePhrase(ctx, supervisor, same); !errors.As(err, &wrong) || wrong[0].Word != "field-error.there-already" {
			t.Errorf("a change to what is there already: %v", err)
		}
		mine := all[3]
		mine.Texts = map[string]string{"": "looked three times"}
		for _, a := range []review.Actor{reviewer2, supervisor} {
			if err := d.ChangePhrase(ctx, a, mine); !errors.Is(err, review.ErrNotFound) {
				t.Errorf("%s changes somebody's own: %v", a.Name, err)
			}
		}
		d.must(d.ChangePhrase(ctx, reviewer, mine))
		d.must(d.RemovePhrase(ctx, reviewer, mine.ID, 2))
		d.must(d.RemovePhrase(ctx, supervisor, all[1].ID, 1))
		if err := d.RemovePhrase(ctx, supervisor, all[1].ID, 1); !errors.Is(err, review.ErrNotFound) {
			t.Errorf("removing it twice: %v", err)
		}
		if got := len(d.phrases(reviewer)); got != 2 {
			t.Errorf("%d phrases are left", got)
		}
		if strings.HasPrefix(d.file, "postgres") {
			return // the log's rows are read from the file
		}
		if saved, removed := d.logged(audit.PhraseSaved), d.logged(audit.PhraseRemoved); saved != 7 || removed != 2 {
			t.Errorf("%d saved and %d removed in the log", saved, removed)
		}
	})
}

func TestWhoKeepsPhrases(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	d.must(d.AddPhrase(ctx, supervisor, note("called back")))
	p := d.phrases(supervisor)[0]
	for _, a := range []review.Actor{reviewer, support, admin} {
		if err := d.AddPhrase(ctx, a, note("more")); !errors.Is(err, review.ErrDenied) {
			t.Errorf("%s adds: %v", a.Role, err)
		}
		if err := d.ChangePhrase(ctx, a, p); !errors.Is(err, review.ErrDenied) {
			t.Errorf("%s changes: %v", a.Role, err)
		}
		if err := d.RemovePhrase(ctx, a, p.ID, 1); !errors.Is(err, review.ErrDenied) {
			t.Errorf("%s removes: %v", a.Role, err)
		}
	}
	for _, a := range []review.Actor{support, admin} {
		if _, err := d.Phrases(ctx, a); !errors.Is(err, review.ErrDenied) {
			t.Errorf("%s sees: %v", a.Role, err)
		}
		if err := d.AddPhrase(ctx, a, own(a, note("more"))); !errors.Is(err, review.ErrDenied) {
			t.Errorf("%s adds an own one: %v", a.Role, err)
		}
	}
}

func TestPhrasesThatAreRefused(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	for _, c := range []struct {
		en, ja string
		change func(*review.Phrase)
		want   string
	}{
		{" \n", "x", nil, "text.en required"},
		{"x", "", nil, "text.ja required"},
		{strings.Repeat("字", review.MaxPhrase+1), "x", nil, "text.en too-long"},
		{"x", "a\x00b", nil, "text.ja characters"},
		{"ask for 1234-5678-9012 again", "x", nil, "text.en personal"},
		{"the card ＡＢ12345678ＣＤ", "x", nil, "text.en personal"},
		{"x", "y", func(p *review.Phrase) { p.Use = "letter" }, "use choose"},
		{"x", "y", func(p *review.Phrase) { p.Reason = "whim" }, "reason choose"},
		{"x", "y", func(p *review.Phrase) { p.Use = review.ForNote }, "text. required"},
	} {
		p := message(c.en, c.ja)
		if c.change != nil {
			c.change(&p)
		}
		var wrong review.FieldErrors
		if err := d.AddPhrase(ctx, supervisor, p); !errors.As(err, &wrong) || len(wrong) != 1 ||
			wrong[0].Field+" "+strings.TrimPrefix(wrong[0].Word, "field-error.") != c.want {
			t.Errorf("%+v: %v, want %s", p, wrong, c.want)
		}
	}
	for i := range 200 {
		d.must(d.AddPhrase(ctx, supervisor, note(fmt.Sprint("0120-000-000, 9:00 to 17:00, ", i)))) // a telephone number is nobody's number
	}
	var wrong review.FieldErrors
	if err := d.AddPhrase(ctx, supervisor, note("more")); !errors.As(err, &wrong) || wrong[0].Word != "field-error.too-many" {
		t.Errorf("one too many: %v", err)
	}
	d.must(d.AddPhrase(ctx, supervisor, own(supervisor, note("more")))) // own ones are counted by themselves
}

// A phrase is put below the text that is kept, and everything else is kept as it is.
func TestInsertingAPhrase(t *testing.T) {
	t.Parallel()
	eachDesk(t, func(t *testing.T, d *desk) {
		d.must(d.AddPhrase(ctx, supervisor, message("A lamp from the side helps.", "横から照らしてください。")))
		d.must(d.AddPhrase(ctx, reviewer, own(reviewer, note("called back"))))
		_, ref := d.sent()
		d.must(d.Claim(ctx, reviewer, ref, false))
		all := d.phrases(reviewer)
		kept := func() review.WorksheetContent {
			v, err := d.Review(ctx, reviewer, ref)
			d.must(err)
			return v.Worksheet
		}
		d.must(d.SaveWorksheet(ctx, reviewer, ref, review.WorksheetContent{Answers: review.Answers{"legible": review.No}, Reasons: []string{"unreadable"}}))
		d.must(d.InsertPhrase(ctx, reviewer, ref, all[0].ID))
		v, err := d.Review(ctx, reviewer, ref)
		d.must(err)
		w, set := v.Worksheet, d.Settings()
		usual := d.Message(v.Round.Lang, v.Kind.ID, review.Resubmit, []string{"unreadable"}, d.now().Add(set.TakeBack+set.ResubmitWithin))
		if w.Message != usual+"\n\n"+all[0].Text(v.Round.Lang) || w.Note != "" || len(w.Reasons) != 1 || w.Answers["legible"] != review.No {
			t.Errorf("kept %+v, want below %q", w, usual)
		}
		d.must(d.InsertPhrase(ctx, reviewer, ref, all[0].ID))
		d.must(d.InsertPhrase(ctx, reviewer, ref, all[1].ID))
		if w = kept(); strings.Count(w.Message, all[0].Text(v.Round.Lang)) != 2 || !strings.HasPrefix(w.Message, usual) || w.Note != "called back" {
			t.Errorf("kept %+v", w)
		}
		for _, c := range []struct {
			who  review.Actor
			id   string
			want error
		}{
			{reviewer, "gone", review.ErrNotFound}, {support, all[0].ID, review.ErrDenied},
			{reviewer2, all[1].ID, review.ErrNotFound}, // somebody else's own
		} {
			if err := d.InsertPhrase(ctx, c.who, ref, c.id); !errors.Is(err, c.want) {
				t.Errorf("%s inserts %s: %v", c.who.Name, c.id, err)
			}
		}
		var holder *review.NotHolderError
		if err := d.InsertPhrase(ctx, reviewer2, ref, all[0].ID); !errors.As(err, &holder) {
			t.Errorf("without holding it: %v", err)
		}
	})
}
