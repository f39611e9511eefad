package review_test

import (
	"strings"
	"testing"

	"shinsa/review"
)

func TestTheOperatorsWordsByLanguage(t *testing.T) {
	t.Parallel()
	s := review.DefaultSettings()
	s.Operator = review.Operator{Name: "Operator", Contact: "0120-000-000", DeskHours: "Mon–Fri", Purpose: "to test"}
	s.OperatorIn = map[string]review.Operator{"ja": {Name: "運営者", Purpose: "試験のため"}}
	for lang, want := range map[string]review.Operator{
		"en": s.Operator,
		"ja": {Name: "運営者", Contact: "0120-000-000", DeskHours: "Mon–Fri", Purpose: "試験のため"},
		"":   s.Operator,
	} {
		if got := s.OperatorFor(lang); got != want {
			t.Errorf("in %q: %+v, want %+v", lang, got, want)
		}
	}
}

// What an applicant is told carries the words of the language in which it is told.
func TestAMessageNamesTheContactInItsLanguage(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	d.set.OperatorIn = map[string]review.Operator{"ja": {Contact: "窓口"}}
	for lang, want := range map[string]string{"en": "desk@operator.example", "ja": "窓口"} {
		text := d.Message(lang, "resident-card", review.Reject, []string{"unreadable"}, d.now())
		if !containsOne(text, want, "desk@operator.example", "窓口") {
			t.Errorf("in %s: %s", lang, text)
		}
	}
}

// containsOne says whether a text has one of several words and none of the others.
func containsOne(text, want string, all ...string) bool {
	for _, word := range all {
		if strings.Contains(text, word) != (word == want) {
			return false
		}
	}
	return true
}
