package review

import (
	"cmp"
	"context"
	"encoding/json"
	"maps"
	"regexp"
	"slices"
	"time"

	"golang.org/x/text/unicode/norm"

	"shinsa/audit"
)

// Limits of saved phrases: characters of one text, and how many phrases the desk, and one person, may have.
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

// A Phrase is a short text that is written often: one of the desk's, or somebody's own. Phrases are used for
// many applicants and are nobody's data: they are stored in clear and stay when submissions are erased.
type Phrase struct {
	ID     string
	Owner  StaffID // whose own it is; empty for the desk's
	Use    PhraseUse
	Reason string // with which it goes; empty for any
	// Texts are its text by language. One for messages has every language in which applicants are written to,
	// so that whoever chooses it need not know the applicant's. One for notes has a single text, under "".
	Texts     map[string]string
	Version   int64 // counts its changes, from 1
	ChangedAt time.Time
	ChangedBy StaffID
}

// Text is what is inserted for an applicant who reads that language.
func (p Phrase) Text(lang string) string {
	if p.Use == ForNote {
		lang = ""
	}
	return p.Texts[lang]
}

// same says whether two phrases are one in the same words.
func (p Phrase) same(q Phrase) bool {
	return p.Owner == q.Owner && p.Use == q.Use && p.Reason == q.Reason && maps.Equal(p.Texts, q.Texts)
}

// Phrases lists the desk's phrases and the person's own: by use, the desk's first, those for any reason first,
// then in the order in which they were added.
func (d *Desk) Phrases(ctx context.Context, a Actor) ([]Phrase, error) {
	if err := d.Guard.Allow(ctx, a, UsePhrases, Object{}); err != nil {
		return nil, err
	}
	all, err := d.Store.Phrases(ctx, a.ID)
	slices.SortFunc(all, func(p, q Phrase) int {
		return cmp.Or(cmp.Compare(p.Use, q.Use), cmp.Compare(p.Owner, q.Owner), cmp.Compare(p.Reason, q.Reason), cmp.Compare(p.ID, q.ID))
	})
	return all, err
}

// ManagesPhrases says whether a person may change the desk's phrases, for the page.
func (d *Desk) ManagesPhrases(ctx context.Context, a Actor) bool {
	return d.Guard.Allow(ctx, a, ManagePhrases, Object{}) == nil
}

// AddPhrase adds one of the person's own phrases, or one of the desk's where Owner is empty. What is wrong with
// it is a FieldErrors. A phrase that is there already in the same words is no second one.
func (d *Desk) AddPhrase(ctx context.Context, a Actor, p Phrase) error {
	if p.Owner != "" {
		p.Owner = a.ID
	}
	now, fresh := d.now(), d.NewID()
	if err := d.mayKeepPhrase(ctx, a, p); err != nil {
		return err
	}
	if wrong := d.cleanPhrase(&p); len(wrong) > 0 {
		return wrong
	}
	return d.Store.Write(ctx, func(tx Tx) error {
		all, err := tx.Phrases(ctx, a.ID)
		if err != nil {
			return err
		}
		all = slices.DeleteFunc(all, func(q Phrase) bool { return q.Owner != p.Owner })
		if slices.ContainsFunc(all, p.same) {
			return nil
		}
		if len(all) >= mostPhrases {
			return fieldError("reason", "too-many", "max", mostPhrases)
		}
		p := p // the function may run again
		p.ID, p.Version, p.ChangedAt, p.ChangedBy = fresh, 1, now, a.ID
		if err := tx.SavePhrase(ctx, &p); err != nil {
			return err
		}
		return d.log(ctx, tx, audit.PhraseSaved, now, p.ID, append(phraseFacts(a, p), PhraseLaterFacts(p)...)...)
	})
}

// ChangePhrase replaces the reason and the texts of the phrase of that id. One that was changed since the
// version is ErrStale, and one that is gone, or somebody else's own, ErrNotFound.
func (d *Desk) ChangePhrase(ctx context.Context, a Actor, p Phrase) error {
	now := d.now()
	return d.onPhrase(ctx, a, p.ID, func(tx Tx, all []Phrase, old Phrase) error {
		p := p // the function may run again
		p.Owner, p.Use = old.Owner, old.Use
		if wrong := d.cleanPhrase(&p); len(wrong) > 0 {
			return wrong
		}
		switch {
		case old.Version != p.Version:
			return ErrStale
		case old.same(p):
			return nil
		case slices.ContainsFunc(all, p.same):
			return fieldError("reason", "there-already")
		}
		p.Version, p.ChangedAt, p.ChangedBy = p.Version+1, now, a.ID
		if err := tx.SavePhrase(ctx, &p); err != nil {
			return err
		}
		return d.log(ctx, tx, audit.PhraseSaved, now, p.ID, append(phraseFacts(a, p), PhraseLaterFacts(p)...)...)
	})
}

// RemovePhrase removes a phrase as it was seen; one that was changed since is ErrStale. What is gone already is
// ErrNotFound.
func (d *Desk) RemovePhrase(ctx context.Context, a Actor, id string, version int64) error {
	now := d.now()
	return d.onPhrase(ctx, a, id, func(tx Tx, _ []Phrase, old Phrase) error {
		if old.Version != version {
			return ErrStale
		}
		if err := tx.DeletePhrase(ctx, id); err != nil {
			return err
		}
		return d.log(ctx, tx, audit.PhraseRemoved, now, id, phraseFacts(a, old)...)
	})
}

// onPhrase runs f on a phrase that the person may keep.
func (d *Desk) onPhrase(ctx context.Context, a Actor, id string, f func(tx Tx, all []Phrase, p Phrase) error) error {
	if err := d.Guard.Allow(ctx, a, UsePhrases, Object{}); err != nil {
		return err
	}
	return d.Store.Write(ctx, func(tx Tx) error {
		all, err := tx.Phrases(ctx, a.ID)
		if err != nil {
			return err
		}
		i := slices.IndexFunc(all, func(p Phrase) bool { return p.ID == id })
		if i < 0 {
			return ErrNotFound
		}
		if err := d.mayKeepPhrase(ctx, a, all[i]); err != nil {
			return err
		}
		return f(tx, all, all[i])
	})
}

// mayKeepPhrase asks the guard: one's own phrases are everybody's to keep who uses them.
func (d *Desk) mayKeepPhrase(ctx context.Context, a Actor, p Phrase) error {
	if p.Owner == "" {
		return d.Guard.Allow(ctx, a, ManagePhrases, Object{})
	}
	return d.Guard.Allow(ctx, a, UsePhrases, Object{})
}

func phraseFacts(a Actor, p Phrase) []audit.Fact {
	texts, _ := json.Marshal(p.Texts) // a map of texts cannot fail
	whose := "desk"
	if p.Owner != "" {
		whose = "own"
	}
	facts := []audit.Fact{
		audit.Public("use", string(p.Use)), audit.Public("whose", whose),
		audit.Committed("staff", string(a.ID)), audit.Committed("phrase", p.ID), audit.Committed("texts", string(texts)),
	}
	if p.Reason != "" {
		facts = append(facts, audit.Public("reason", p.Reason))
	}
	return facts
}

// numberOfSomebody is what a My Number or a card's number looks like. A phrase is used for many people, so
// neither has a place in it.
var numberOfSomebody = regexp.MustCompile(`[0-9](?:[- ]?[0-9]){11}|(?i:[A-Z]{2}[0-9]{8}[A-Z]{2})`)

// cleanPhrase trims the texts of a phrase, leaves out those in languages that it does not have, and says what
// is wrong with it: the fields are "text." and the language, "use" and "reason".
func (d *Desk) cleanPhrase(p *Phrase) (wrong FieldErrors) {
	langs := []string{""}
	if p.Use == ForMessage {
		langs = d.Words.Languages()
	} else if p.Use != ForNote {
		return fieldError("use", "choose")
	}
	texts := map[string]string{}
	for _, lang := range langs {
		text, code := cleanLong(p.Texts[lang], MaxPhrase)
		switch {
		case code != "":
		case text == "":
			code = "required"
		case numberOfSomebody.MatchString(norm.NFKC.String(text)):
			code = "personal"
		}
		if code != "" {
			wrong = append(wrong, fieldError("text."+lang, code, "max", MaxPhrase)...)
		}
		texts[lang] = text
	}
	p.Texts = texts
	if p.Reason != "" && !slices.Contains(d.reasons(), p.Reason) {
		wrong = append(wrong, fieldError("reason", "choose")...)
	}
	return wrong
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
