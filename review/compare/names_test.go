package compare

import (
	"slices"
	"testing"

	"golang.org/x/text/encoding/japanese"
)

func TestFoldName(t *testing.T) {
	t.Parallel()
	for typed, want := range map[string]string{
		"  nguyen\u3000van  an ":     "NGUYEN VAN AN",
		"Ｎｇｕｙｅｎ":                     "NGUYEN",
		"Ǿrsted Łukasz Straße Æneas": "ORSTED LUKASZ STRASSE AENEAS",
		"N\u0303andu\u0301":          "NANDU",
		"D’Angelo, J.P. O´Hara":      "DANGELO JP OHARA",
		"Smith‐Jones":                "SMITH JONES",
		"ﾔﾏﾀﾞ ﾊﾅｺ":                   "ヤマダハナコ",
		"がぎぐ":                        "がぎぐ", // the marks of kana are no accents
		"高橋\u3000健":                  "高橋健",
		"葛\U000E0100城":               "葛城",
		"\u200fKIM\u200b":            "KIM",
		"マリア・サントス":                   "マリアサントス",
		"KIM 金民俊":                    "KIM 金民俊",
		"Đỗ Ðức":                     "DO DUC",
		"İbrahim Işık":               "IBRAHIM ISIK",
	} {
		if got := FoldName(typed); got != want {
			t.Errorf("FoldName(%q) = %q, want %q", typed, got, want)
		}
	}
}

func TestNames(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		typed, printed string
		want           Result
		why            []string
	}{
		{"Jörg Weiß", "WEISS JOERG", Similar, []string{"compare.order", "compare.umlaut"}},
		{"PEDRO SILVA", "SILVA JOAO PEDRO", Similar, []string{"compare.missing"}},
		{"ANA ANA", "ANA MARIA", Different, nil}, // a word counts as often as it stands there
		{"NGUYEN VAN AN", "NGUYEN VAN ANH", Different, nil},
		{"MULLER ANNA", "MUELLER ANNA", Different, nil}, // no mark, no reason to read U as UE
		{"渡邊 真由美", "渡辺 眞由美", Similar, []string{"compare.variant"}},
		{"陈国", "陳國", Similar, []string{"compare.simplified", "compare.variant"}},
		{"沈芸", "沈藝", Similar, []string{"compare.variant"}},
		{"ヤマダ ハナコ", "YAMADA HANAKO", Different, nil},
		{"か", "が", Different, nil},
		{"KIM MINJUN", "KIM MINJUN 金民俊", Similar, []string{"compare.missing"}},
		{"DE LA CRUZ", "DELA CRUZ", Similar, []string{"compare.spacing"}},
	} {
		got := Names(test.typed, test.printed)
		if got.Result != test.want || !slices.Equal(got.Why, test.why) {
			t.Errorf("%q and %q: got %s %v, want %s %v", test.typed, test.printed, got.Result, got.Why, test.want, test.why)
		}
	}
}

// A simplified character that is also a Japanese one is printed as it is. The test of that is whether the
// character set of Japanese text files has it.
func TestSimplifiedCharactersAreNotJapaneseOnes(t *testing.T) {
	t.Parallel()
	for from, to := range simplified {
		if _, err := japanese.ShiftJIS.NewEncoder().String(string(from)); err == nil {
			t.Errorf("%c stands for %c, but is a Japanese character too", from, to)
		}
	}
	for _, r := range "叶沈芸国学" {
		if traditional(r) != r {
			t.Errorf("%c must stay", r)
		}
	}
}

// A form has one representative, which is its own; else folding twice would give another text.
func TestRepresentativesStandForThemselves(t *testing.T) {
	t.Parallel()
	if len(variants) < 200 || len(simplified) < 400 {
		t.Errorf("%d variants, %d simplified characters", len(variants), len(simplified))
	}
	for from, to := range variants {
		if variants[to] != 0 {
			t.Errorf("%c leads to %c, which leads on", from, to)
		}
		if FoldName(string(from)) != string(from) || FoldName(string(to)) != string(to) {
			t.Errorf("%c or %c does not survive folding and could never match", from, to)
		}
	}
}

func FuzzFoldName(f *testing.F) {
	for _, s := range []string{"Nguyễn Văn An", "O'BRIEN-SMITH", "ß\u0301Ǿ", "高 橋・健", "ﷺ\u00b4", "\xff- -\u3099"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		once := FoldName(s)
		if twice := FoldName(once); twice != once {
			t.Errorf("FoldName(%+q) = %+q, again %+q", s, once, twice)
		}
		if n := len([]rune(once)); n > longest {
			t.Errorf("%d characters", n)
		}
	})
}
