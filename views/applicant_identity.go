package views

import (
	"github.com/a-h/templ"
	"slices"
	"strings"

	"shinsa/review"
	"shinsa/review/kinds"
)

// IdentityModel is the page on which the applicant types what is printed on the document.
type IdentityModel struct {
	Applicant
	Fields       []FieldModel
	Email        FieldModel
	MailPromised bool
	MyNumber     bool // the document may also be a My Number card
	// ExpiredAtField says that a field has the notice about expired documents; else the page has it.
	ExpiredAtField bool
	Problems       []Problem
}

// FieldModel is one field with its words.
type FieldModel struct {
	ID, Type     string
	Label, Hint  string
	Note         string // a notice of its own, under the field
	Value        string
	Error        string
	Asked        bool // a reason names the field
	Required     bool
	Autocomplete string
}

// DescribedBy lists the ids of the words that belong to the field.
func (f FieldModel) DescribedBy() string {
	ids := []string{}
	if f.Error != "" {
		ids = append(ids, fieldID(f.ID)+"-error")
	}
	if f.Hint != "" {
		ids = append(ids, fieldID(f.ID)+"-hint")
	}
	if f.Note != "" {
		ids = append(ids, fieldID(f.ID)+"-note")
	}
	return strings.Join(ids, " ")
}

// NewIdentity makes the page. wrong is what was refused just now; nil shows what is still wrong with values
// that were kept. typed is what came with the refused form, shown where it could not be kept whole.
func NewIdentity(a Applicant, v *review.ApplicantView, typed map[string]string, wrong review.FieldErrors, set review.Settings) IdentityModel {
	if wrong == nil && touched(v) {
		wrong = identityErrors(v)
	}
	m := IdentityModel{Applicant: a, MailPromised: set.MailPromised, MyNumber: v.Kind.MyNumber}
	m.Keeps = "identity"
	var asked []string
	if a.Again != nil {
		for _, r := range v.Outcome.Actions {
			asked = append(asked, r.Fields...)
		}
	}
	for _, f := range v.Kind.Fields {
		field := FieldModel{
			ID: f.ID, Type: string(f.Type), Required: f.Required, Asked: slices.Contains(asked, f.ID),
			Label: v.Kind.Text(a.Lang, f.LabelID()), Hint: v.Kind.Text(a.Lang, f.HintID()),
			Value: v.Fields[f.ID], Autocomplete: autocomplete(f),
		}
		switch {
		case f.Type == kinds.Address:
			field.Note = a.T("apply.identity.housing")
		case f.Type == kinds.Room && f.Words == "":
			field.Hint = a.T("apply.identity.room-hint") // what the kinds' own hint says more stands at the address
		case f.Type == kinds.Date && refusesPast(f):
			field.Note, m.ExpiredAtField = a.T("apply.identity.expired"), true
		}
		m.Fields = append(m.Fields, m.withError(field, typed, wrong))
	}
	m.Email = m.withError(FieldModel{
		ID: review.FieldEmail, Type: "email", Label: a.T("apply.identity.email.label"), Hint: emailHint(a.Page, set),
		Value: or(v.Fields[review.FieldEmail], v.Email), Autocomplete: "email",
	}, typed, wrong)
	m.Problems = a.labelled(v.Kind, wrong, func(field string) string { return "#" + fieldID(field) })
	return m
}

func (m IdentityModel) withError(f FieldModel, typed map[string]string, wrong review.FieldErrors) FieldModel {
	w, bad := wrong.Of(f.ID)
	if !bad {
		return f
	}
	f.Error = m.wrong(w)
	if v, given := typed[f.ID]; given && strings.HasSuffix(w.Word, ".too-long") {
		f.Value = v // all of it, though not all of it is kept
	}
	if strings.HasSuffix(w.Word, ".my-number") {
		f.Value = "" // it must go no further than it came
	}
	return f
}

// touched says whether the form was sent before, right or wrong: until then nothing is called missing.
func touched(v *review.ApplicantView) bool {
	for id := range v.Fields {
		if id != review.FieldHouse {
			return true
		}
	}
	return false
}

// identityErrors are those errors that belong on the page of the fields. Who went away from a form that he had
// not sent is told of what he typed, and of nothing that he had not come to.
func identityErrors(v *review.ApplicantView) review.FieldErrors {
	sent := !slices.ContainsFunc(v.Kind.Fields, func(f kinds.Field) bool { // browsers send no choice that was not made
		_, there := v.Fields[f.ID]
		return !there && f.Type != kinds.YesNo
	})
	var out review.FieldErrors
	for _, w := range v.Missing {
		_, there := v.Fields[w.Field]
		if (sent || there) && w.Field != review.FieldHouse && !strings.HasPrefix(w.Field, "image.") {
			out = append(out, w)
		}
	}
	return out
}

func emailHint(p Page, set review.Settings) string {
	if set.MailPromised {
		return p.T("apply.identity.email.promised")
	}
	return p.T("apply.identity.email.kept")
}

// autocomplete tells the browser what it may fill in (HTML Standard, section 4.10.18.7).
func autocomplete(f kinds.Field) string {
	switch {
	case f.Type == kinds.Name:
		return "name"
	case f.Type == kinds.Address:
		return "street-address"
	case f.Type == kinds.Room:
		return "address-line2"
	case f.ID == review.FieldBirthDate:
		return "bday"
	}
	return "off"
}

// refusesPast says whether an ended document is refused at this field.
func refusesPast(f kinds.Field) bool {
	return slices.ContainsFunc(f.Checks, func(c kinds.DateCheck) bool {
		return c.Rule == kinds.NotPast && c.Level == kinds.Refuse
	})
}

func or(a, b string) string {
	if a != "" {
		return a
	}
	return b
}

// inputType is the type of a field's input.
func inputType(f FieldModel) string {
	if f.Type == "email" {
		return "email"
	}
	return "text"
}

// fieldAttributes are what a field's control has beside its name and value.
func fieldAttributes(f FieldModel) templ.Attributes {
	a := templ.Attributes{}
	if by := f.DescribedBy(); by != "" {
		a["aria-describedby"] = by
	}
	if f.Error != "" {
		a["aria-invalid"] = "true"
	}
	if f.Required {
		a["required"] = true
	}
	switch f.Type {
	case string(kinds.Name):
		a["autocapitalize"], a["spellcheck"] = "characters", "false"
	case string(kinds.Number):
		a["autocapitalize"], a["spellcheck"], a["autocorrect"] = "characters", "false", "off"
	case string(kinds.Address), string(kinds.Room), string(kinds.Date):
		a["spellcheck"] = "false"
	case "email":
		a["inputmode"], a["autocapitalize"], a["spellcheck"] = "email", "none", "false"
	}
	return a
}
