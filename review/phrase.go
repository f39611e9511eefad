package review

import (
	"cmp"
	"context"
	"errors"
	"regexp"
	"slices"
	"time"

	"golang.org/x/text/unicode/norm"

	"shinsa/audit"
)

// Limits of saved phrases: characters of one, and how many the desk has.
const (
	MaxPhrase   = 500
	mostPhrases = 200
)

// PhraseUse says where a phrase is offered.
type PhraseUse string

// The uses of phrases.
const (
	ForMessage PhraseUse = "message" // to the applicant, in the applicant's language
	ForNote    PhraseUse = "note"    // for the staff
)

// PhraseUses lists the uses in the order of the page.
func PhraseUses() []PhraseUse { return []PhraseUse{ForMessage, ForNote} }

// A Phrase is a short text that the desk writes often. Phrases are the desk's own words and nobody's data: they
// are stored in clear and stay when submissions are erased.
type Phrase struct {
	ID        string
	Use       PhraseUse
	Lang      string
	Reason    string // with which it goes; empty for any
	Text      string
	Version   int64 // counts its changes, from 1
	ChangedAt time.Time
	ChangedBy StaffID
}

// Phrases lists the desk's phrases to those who use them: by use and language, those for any reason first, then
// by their text.
func (d *Desk) Phrases(ctx context.Context, a Actor) ([]Phrase, error) {
	if err := d.Guard.Allow(ctx, a, UsePhrases, Object{}); err != nil {
		return nil, err
	}
	all, err := d.Store.Phrases(ctx)
	slices.SortFunc(all, func(p, q Phrase) int {
		return cmp.Or(cmp.Compare(p.Use, q.Use), cmp.Compare(p.Lang, q.Lang), cmp.Compare(p.Reason, q.Reason), cmp.Compare(p.Text, q.Text))
	})
	return all, err
}

// SavePhrase adds a phrase without an id, and changes the one of the id and version. What is wrong with it is a
// FieldErrors; a phrase that somebody else changed meanwhile is ErrStale, and one that is gone ErrNotFound. A
// phrase that is there already in the same words is no second one.
func (d *Desk) SavePhrase(ctx context.Context, a Actor, p Phrase) error {
	now := d.now()
	if err := d.Guard.Allow(ctx, a, ManagePhrases, Object{}); err != nil {
		return err
	}
	wrong := d.cleanPhrase(&p)
	if len(wrong) > 0 {
		return wrong
	}
	fresh := d.NewID()
	return d.Store.Write(ctx, func(tx Tx) error {
		p := p // the function may run again
		all, err := tx.Phrases(ctx)
		if err != nil {
			return err
		}
		if slices.ContainsFunc(all, func(q Phrase) bool {
			return q.ID != p.ID && q.Use == p.Use && q.Lang == p.Lang && q.Reason == p.Reason && q.Text == p.Text
		}) {
			return nil
		}
		switch i := slices.IndexFunc(all, func(q Phrase) bool { return q.ID == p.ID }); {
		case p.ID == "" && len(all) >= mostPhrases:
			return fieldError("text", "too-many", "max", mostPhrases)
		case p.ID == "":
			p.ID, p.Version = fresh, 1
		case i < 0:
			return ErrNotFound
		case all[i].Version != p.Version:
			return ErrStale
		default:
			p.Version++
		}
		p.ChangedAt, p.ChangedBy = now, a.ID
		if err := tx.SavePhrase(ctx, &p); err != nil {
			return err
		}
		return d.log(ctx, tx, audit.PhraseSaved, now, p.ID, phraseFacts(a, p)...)
	})
}

// RemovePhrase removes a phrase; doing it twice changes nothing.
func (d *Desk) RemovePhrase(ctx context.Context, a Actor, id string) error {
	now := d.now()
	if err := d.Guard.Allow(ctx, a, ManagePhrases, Object{}); err != nil {
		return err
	}
	return d.Store.Write(ctx, func(tx Tx) error {
		all, err := tx.Phrases(ctx)
		if err != nil {
			return err
		}
		i := slices.IndexFunc(all, func(p Phrase) bool { return p.ID == id })
		if i < 0 {
			return nil
		}
		if err := tx.DeletePhrase(ctx, id); err != nil {
			return err
		}
		return d.log(ctx, tx, audit.PhraseRemoved, now, id, phraseFacts(a, all[i])...)
	})
}

func phraseFacts(a Actor, p Phrase) []audit.Fact {
	facts := []audit.Fact{
		audit.Public("use", string(p.Use)), audit.Public("lang", p.Lang),
		audit.Committed("staff", string(a.ID)), audit.Committed("phrase", p.ID), audit.Committed("text", p.Text),
	}
	if p.Reason != "" {
		facts = append(facts, audit.Public("reason", p.Reason))
	}
	return facts
}

// numberOfSomebody is what a My Number or a card's number looks like. A phrase is used for many people, so
// neither has a place in it.
var numberOfSomebody = regexp.MustCompile(`[0-9](?:[- ]?[0-9]){11}|(?i:[A-Z]{2}[0-9]{8}[A-Z]{2})`)

func (d *Desk) cleanPhrase(p *Phrase) (wrong FieldErrors) {
	text, code := cleanLong(p.Text, MaxPhrase)
	switch {
	case code != "":
		wrong = append(wrong, fieldError("text", code, "max", MaxPhrase)...)
	case text == "":
		wrong = append(wrong, fieldError("text", "required")...)
	case numberOfSomebody.MatchString(norm.NFKC.String(text)):
		wrong = append(wrong, fieldError("text", "personal")...)
	}
	p.Text = text
	if !slices.Contains(PhraseUses(), p.Use) {
		wrong = append(wrong, fieldError("use", "choose")...)
	}
	if !slices.Contains(d.languages(), p.Lang) {
		wrong = append(wrong, fieldError("lang", "choose")...)
	}
	if p.Reason != "" && !slices.Contains(d.reasons(), p.Reason) {
		wrong = append(wrong, fieldError("reason", "choose")...)
	}
	return wrong
}

// languages are those in which all kinds have their words.
func (d *Desk) languages() []string {
	for _, k := range d.Kinds.Set().All() {
		return k.Languages()
	}
	return nil
}

// reasons are the ids of every kind's reasons.
func (d *Desk) reasons() (ids []string) {
	for _, k := range d.Kinds.Set().All() {
		for _, r := range k.Reasons {
			ids = append(ids, r.ID)
		}
	}
	return ids
}

// InsertPhrase puts a phrase into a text of a worksheet, and keeps all of it as SaveWorksheet does. The phrase
// stands below what is there. A message that has only the usual words begins with them: usual.
func (d *Desk) InsertPhrase(ctx context.Context, a Actor, ref Reference, w WorksheetContent, id, usual string) error {
	all, err := d.Phrases(ctx, a)
	if err != nil {
		return err
	}
	i := slices.IndexFunc(all, func(p Phrase) bool { return p.ID == id })
	if i < 0 {
		return errors.Join(ErrNotFound, d.SaveWorksheet(ctx, a, ref, w))
	}
	if p := all[i]; p.Use == ForNote {
		w.Note = below(w.Note, p.Text)
	} else {
		w.Message = below(cmp.Or(w.Message, usual), p.Text)
	}
	return d.SaveWorksheet(ctx, a, ref, w)
}

func below(text, more string) string {
	if text == "" {
		return more
	}
	return text + "\n\n" + more
}
