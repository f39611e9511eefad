package views

import (
	"slices"
	"time"

	"shinsa/review"
	"shinsa/review/kinds"
)

// PhraseForm is what was sent of a phrase and could not be kept. Its phrase has no id where one was to be added.
type PhraseForm struct {
	review.Phrase
	Wrong review.FieldErrors
}

// PhrasesInput is what is needed to show the saved phrases.
type PhrasesInput struct {
	Kinds   []*kinds.Kind
	Langs   []string // in which applicants are written to
	Manages bool     // the desk's, too
	Zone    *time.Location
	Form    *PhraseForm // nil when nothing was refused
}

// PhrasesModel is the page of the saved phrases.
type PhrasesModel struct {
	Page
	Parts []PhrasePart
}

// PhrasePart is the phrases of one use: for messages, or for notes.
type PhrasePart struct {
	Use  string
	Desk []PhraseRow
	Own  []PhraseRow
	Add  PhraseFields
}

// PhraseRow is a phrase with the form to change it.
type PhraseRow struct {
	ID      string
	Texts   []PhraseText
	Reason  string // in words; empty for any
	Changed string
	Keeps   bool // the person may change it
	Open    bool // its form was refused
	Fields  PhraseFields
}

// PhraseText is a text in a language; the language of a note is not known.
type PhraseText struct{ Lang, LangWord, Text string }

// PhraseFields are the fields of the form that adds or changes a phrase.
type PhraseFields struct {
	ID      string // of what is changed; empty for a new one
	Use     string
	Version string
	Texts   []PhraseField
	Reasons []PhraseReasons
	// Whose says for whom it is added: "own" or "desk". Choose offers both.
	Whose       string
	Choose      bool
	ReasonWrong string
}

// Key tells the fields of one form from those of the others on the page.
func (f PhraseFields) Key() string {
	if f.ID != "" {
		return f.ID
	}
	return "new-" + f.Use
}

// PhraseField is a text to type.
type PhraseField struct {
	Name, Lang, Label, Text string
	Wrong                   string
}

// PhraseReasons are the reasons of a group, to choose from.
type PhraseReasons struct {
	Name    string
	Reasons []Choice
}

// NewPhrasesModel turns phrases into what is shown of them.
func NewPhrasesModel(page Page, all []review.Phrase, in PhrasesInput) PhrasesModel {
	m := PhrasesModel{Page: page}
	for _, use := range review.PhraseUses() {
		part := PhrasePart{Use: string(use)}
		blank := review.Phrase{Use: use, Owner: "own"}
		if in.Manages {
			blank.Owner = ""
		}
		var refused *PhraseForm
		if f := in.Form; f != nil && f.ID == "" && f.Use == use {
			blank, refused = f.Phrase, f
		}
		part.Add = page.phraseFields(blank, refused, in)
		part.Add.Choose = in.Manages
		for _, p := range all {
			if p.Use != use {
				continue
			}
			row := page.phraseRow(p, in)
			if p.Owner == "" {
				part.Desk = append(part.Desk, row)
			} else {
				part.Own = append(part.Own, row)
			}
		}
		m.Parts = append(m.Parts, part)
	}
	return m
}

func (p Page) phraseRow(phrase review.Phrase, in PhrasesInput) PhraseRow {
	row := PhraseRow{
		ID: phrase.ID, Reason: p.phraseReason(phrase), Texts: p.phraseTexts(phrase, in.Langs),
		Changed: p.T("phrases.changed", "time", clock(phrase.ChangedAt, in.Zone)), Keeps: phrase.Owner != "" || in.Manages,
	}
	if f := in.Form; f != nil && f.ID == phrase.ID {
		row.Open = true
		sent := phrase // by whoever it is kept, and the version in force: saved once more, it takes its place
		sent.Texts, sent.Reason = f.Texts, f.Reason
		row.Fields = p.phraseFields(sent, f, in)
	} else {
		row.Fields = p.phraseFields(phrase, nil, in)
	}
	return row
}

func (p Page) phraseReason(phrase review.Phrase) string {
	if phrase.Reason == "" {
		return ""
	}
	return p.T(kinds.ReasonStaff(phrase.Reason))
}

func (p Page) phraseTexts(phrase review.Phrase, langs []string) []PhraseText {
	if phrase.Use == review.ForNote {
		return []PhraseText{{Text: phrase.Texts[""]}}
	}
	var out []PhraseText
	for _, lang := range langs {
		out = append(out, PhraseText{Lang: lang, LangWord: p.T("lang." + lang), Text: phrase.Texts[lang]})
	}
	return out
}

func (p Page) phraseFields(phrase review.Phrase, refused *PhraseForm, in PhrasesInput) PhraseFields {
	f := PhraseFields{ID: phrase.ID, Use: string(phrase.Use), Version: itoa(int(phrase.Version)), Whose: "own"}
	if phrase.Owner == "" {
		f.Whose = "desk"
	}
	wrong := func(field string) string {
		if refused == nil {
			return ""
		}
		e, ok := refused.Wrong.Of(field)
		if !ok {
			return ""
		}
		return p.T(e.Word, e.Args...)
	}
	langs := in.Langs
	if phrase.Use == review.ForNote {
		langs = []string{""}
	}
	for _, lang := range langs {
		field := PhraseField{Name: "text", Lang: lang, Label: p.T("phrases.text"), Text: phrase.Texts[lang], Wrong: wrong("text." + lang)}
		if lang != "" {
			field.Name, field.Label = "text."+lang, p.T("lang."+lang)
		}
		f.Texts = append(f.Texts, field)
	}
	f.Reasons, f.ReasonWrong = p.phraseReasons(phrase.Reason, in.Kinds), wrong("reason")
	return f
}

// phraseReasons are the reasons of all kinds, each once.
func (p Page) phraseReasons(chosen string, all []*kinds.Kind) []PhraseReasons {
	var out []PhraseReasons
	for _, group := range kinds.Groups() {
		g := PhraseReasons{Name: p.T(kinds.GroupName(group))}
		for _, k := range all {
			for _, r := range k.Reasons {
				if r.Group == group && !slices.ContainsFunc(g.Reasons, func(c Choice) bool { return c.Value == r.ID }) {
					g.Reasons = append(g.Reasons, Choice{r.ID, k.Text(p.Lang, r.StaffID()), r.ID == chosen})
				}
			}
		}
		if len(g.Reasons) > 0 {
			out = append(out, g)
		}
	}
	return out
}

// PickPhraseModel lists the phrases for one submission.
type PickPhraseModel struct {
	Page
	Ref, Back, Action string
	Groups            []PickGroup
}

// PickGroup is the phrases of one use.
type PickGroup struct {
	Use  string
	Rows []PickRow
}

// PickRow is a phrase as it would be inserted.
type PickRow struct {
	ID, Lang, Text string
	Read           string // in the reviewer's language; empty when it is the same
	Reason         string // its id, for the script
	ReasonWord     string
	Own            bool
}

// NewPickPhraseModel turns phrases into what can be inserted for an applicant who reads a language.
func NewPickPhraseModel(page Page, all []review.Phrase, ref, lang string) PickPhraseModel {
	m := PickPhraseModel{Page: page, Ref: ref, Back: "/submissions/" + ref, Action: "/submissions/" + ref + "/phrases"}
	for _, use := range review.PhraseUses() {
		g := PickGroup{Use: string(use)}
		for _, p := range all {
			if p.Use != use {
				continue
			}
			row := PickRow{ID: p.ID, Text: p.Text(lang), Reason: p.Reason, ReasonWord: page.phraseReason(p), Own: p.Owner != ""}
			if use == review.ForMessage {
				row.Lang = lang
				if lang != page.Lang {
					row.Read = p.Text(page.Lang)
				}
			}
			g.Rows = append(g.Rows, row)
		}
		m.Groups = append(m.Groups, g)
	}
	return m
}
