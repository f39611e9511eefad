package main

import (
	"slices"
	"testing"

	"shinsa/review"
)

func TestTheOperatorsWordsFromFlags(t *testing.T) {
	t.Parallel()
	catalogue, live, err := loadKinds("")
	if err != nil {
		t.Fatal(err)
	}
	whole := operatorFlags{
		OperatorName: "Operator", OperatorContact: "0120-000-000", DeskHours: "Mon–Fri", Purpose: "to test", TimeZone: "Asia/Tokyo", MaxRounds: 5,
		ResubmitDays: 14, ClaimMinutes: 10, AnswerDays: 14, retentionFlags: retentionFlags{never, never, never, never, never},
	}
	for _, c := range []struct {
		what   string
		change func(*operatorFlags)
		wrong  problems
		want   map[string]string // the purpose by language
	}{
		{"one for all", func(*operatorFlags) {}, nil, map[string]string{"en": "to test", "ja": "to test"}},
		{"one for a language", func(f *operatorFlags) { f.PurposeJa = "試験" }, nil, map[string]string{"en": "to test", "ja": "試験"}},
		{"for each language", func(f *operatorFlags) { f.Purpose, f.PurposeEn, f.PurposeJa = "", "to try", "試験" }, nil,
			map[string]string{"en": "to try", "ja": "試験"}},
		{"Japanese alone", func(f *operatorFlags) { f.Purpose, f.PurposeJa = "", "試験" }, nil, map[string]string{"en": "試験", "ja": "試験"}},
		{"English alone", func(f *operatorFlags) { f.Purpose, f.PurposeEn = "", "to try" }, nil, map[string]string{"en": "to try", "ja": "to try"}},
		{"none", func(f *operatorFlags) { f.Purpose, f.PurposeEn = " ", "\t" }, problems{"--purpose is missing"}, map[string]string{"en": "", "ja": ""}},
	} {
		flags, wrong := whole, problems(nil)
		c.change(&flags)
		set := flags.settings(review.Known{Kinds: live.Set(), Word: catalogue.Has}, &wrong)
		if !slices.Equal(wrong, c.wrong) {
			t.Errorf("%s: %q, want %q", c.what, wrong, c.wrong)
		}
		for lang, want := range c.want {
			whole := review.Operator{Name: "Operator", Contact: "0120-000-000", DeskHours: "Mon–Fri", Purpose: want}
			if got := set.OperatorFor(lang); got != whole {
				t.Errorf("%s: in %s %+v, want %+v", c.what, lang, got, whole)
			}
		}
	}
}

// The demonstration says everything in both languages.
func TestTheDemonstrationsOperatorInBothLanguages(t *testing.T) {
	t.Parallel()
	set := review.Settings{Operator: demoOperator, OperatorIn: demoOperatorIn}
	en, ja := set.OperatorFor("en"), set.OperatorFor("ja")
	if en.Name == ja.Name || en.DeskHours == ja.DeskHours || en.Purpose == ja.Purpose || en.Contact == "" || ja.Contact == "" {
		t.Errorf("English %+v\nJapanese %+v", en, ja)
	}
}
