package kinds

// Words is where the kinds find their words; the catalogue is one. Lookup does not fall back to another
// language, so that a missing translation is noticed when a kind is loaded.
type Words interface {
	Lookup(lang, id string) (string, bool)
	Languages() []string
}

// The groups of reasons, in the order in which pages show them.
var groups = []string{"document", groupImage, "entry", "application"}

// groupImage is the group of what is wrong with a picture, not with the document that it shows.
const groupImage = "image"

// Groups returns the groups of reasons in the order in which pages show them.
func Groups() []string { return append([]string(nil), groups...) }

// KindName is the word id of a kind's name, KindNote that of the sentence below it.
func KindName(kind string) string { return "kind." + kind + ".name" }

// KindNote is the word id of the sentence below a kind's name.
func KindNote(kind string) string { return "kind." + kind + ".note" }

// GroupName is the word id of a group of reasons.
func GroupName(group string) string { return "reason-group." + group }

// ReasonStaff is the word id of a reason as staff read it.
func ReasonStaff(reason string) string { return "reason." + reason + ".staff" }

// ReasonApplicant is the word id of a reason as the applicant reads it: what is wrong and what to do.
func ReasonApplicant(reason string) string { return "reason." + reason + ".applicant" }

// Reminder is the word id of a reminder.
func Reminder(reminder string) string { return "reminder." + reminder }

// RuleApplicant is the word id of what stands beside a field whose value was refused under a rule; "pattern"
// and "specimen" are names of rules here, too.
func RuleApplicant(rule Rule) string { return "rule." + string(rule) + ".applicant" }

// RuleStaff is the word id of the finding about a value that breaks a rule.
func RuleStaff(rule Rule) string { return "rule." + string(rule) + ".staff" }

// NameID is the word id of the kind's name.
func (k *Kind) NameID() string { return KindName(k.ID) }

// NoteID is the word id of the sentence below the kind's name.
func (k *Kind) NoteID() string { return KindNote(k.ID) }

// NameID is the word id of the side's name.
func (s Side) NameID() string { return "side." + or(s.Words, s.ID) + ".name" }

// LabelID is the word id of the field's label.
func (f Field) LabelID() string { return "field." + or(f.Words, f.ID) + ".label" }

// HintID is the word id of the sentence that helps to fill in the field.
func (f Field) HintID() string { return "field." + or(f.Words, f.ID) + ".hint" }

// QuestionID is the word id of the item's question.
func (i Item) QuestionID() string { return "item." + or(i.Words, i.ID) + ".question" }

// HintID is the word id of what to look at to answer the item.
func (i Item) HintID() string { return "item." + or(i.Words, i.ID) + ".hint" }

// StaffID is the word id of the reason as staff read it.
func (r Reason) StaffID() string { return ReasonStaff(r.ID) }

// ApplicantID is the word id of the reason as the applicant reads it.
func (r Reason) ApplicantID() string { return ReasonApplicant(r.ID) }

func or(a, b string) string {
	if a != "" {
		return a
	}
	return b
}

// wordIDs lists every word id that the kind uses.
func (k *Kind) wordIDs() []string {
	ids := []string{k.NameID(), k.NoteID()}
	for _, s := range k.Sides {
		ids = append(ids, s.NameID())
	}
	for _, f := range k.Fields {
		ids = append(ids, f.LabelID(), f.HintID())
	}
	for _, r := range k.Reminders {
		ids = append(ids, Reminder(r))
	}
	for _, i := range k.Checklist {
		ids = append(ids, i.QuestionID(), i.HintID())
	}
	for _, r := range k.Reasons {
		ids = append(ids, r.StaffID(), r.ApplicantID(), GroupName(r.Group))
	}
	return ids
}

// Text returns a word of the kind as it was when the kind was loaded, or, for a kind from a snapshot, as it
// was then. It falls back to English and at last to the id.
func (k *Kind) Text(lang, id string) string {
	for _, l := range []string{lang, "en"} {
		if t, ok := k.words.Lookup(l, id); ok {
			return t
		}
	}
	return id
}
