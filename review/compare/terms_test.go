package compare

import (
	"slices"
	"strings"
	"testing"
)

func TestWhatIsSearchedIsFound(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name, query string
		found       bool
	}{
		{"MARIA SANTOS CRUZ", "santos", true},
		{"MARIA SANTOS CRUZ", "cruz mar", true}, // words and beginnings in any order
		{"MARIA SANTOS CRUZ", "María Santos-Cruz", true},
		{"MARIA SANTOS CRUZ", "ARIA", false},
		{"MARIA SANTOS CRUZ", "maria lopez", false},
		{"MÜLLER ANNA", "mueller", true},
		{"MÜLLER ANNA", "muller", true},
		{"KIM MIN-JUN", "minjun", true},
		{"KIM MIN-JUN", "min jun", true},
		{"髙橋 健", "高橋", true},
		{"髙橋 健", "高", true},
		{"髙橋 健", "健", true},
		{"髙橋 健", "高橋健", true},
		{"髙橋 健", "高橋 健", true},
		{"张伟", "張", true},
		{"高橋健", "橋", false},
	} {
		terms, query := NameTerms(test.name), NameQuery(test.query)
		found := len(query) > 0 && !slices.ContainsFunc(query, func(q string) bool { return !slices.Contains(terms, q) })
		if found != test.found {
			t.Errorf("%q in %q: got %t; %q in %q", test.query, test.name, found, query, terms)
		}
	}
	if q := NameQuery("A . -"); len(q) != 0 {
		t.Errorf("a single letter searches for %q", q)
	}

	for _, test := range []struct {
		query string
		found bool
	}{
		{"東京都新宿区西新宿2-8-1", true},
		{"新宿区西新宿二丁目8番1号", true},
		{"西新宿2-8-1", true},
		{"西新宿2-8-1 405", true},
		{"東京都新宿区西新宿2-8-1 405号室", true},
		{"新宿区", true},
		{"西新宿", true},
		{"西新", true},
		{"2-8-1", false},
		{"西新宿2-8", false},
		{"", false},
	} {
		terms := AddressTerms("東京都新宿区西新宿２丁目８−１", "４０５号室")
		if got := slices.Contains(terms, AddressQuery(test.query)); got != test.found {
			t.Errorf("%q: got %t; %q in %q", test.query, got, AddressQuery(test.query), terms)
		}
	}
}

// Tokens of stored submissions were made of these very terms.
func TestTermsStayAsTheyAre(t *testing.T) {
	t.Parallel()
	for got, want := range map[string]string{
		strings.Join(NameTerms("NGUYEN VAN AN"), " "):            "NGUYEN VAN AN NG VA NGU NGUY NGUYE",
		strings.Join(NameTerms("髙橋 健"), " "):                     "高橋健 高橋 健 高",
		strings.Join(AddressTerms("東京都新宿区西新宿2-8-1", "405"), " "): "新宿区 新宿区西新宿2-8-1 西新宿2-8-1 新宿区西新宿2-8-1-405 西新宿2-8-1-405 西新宿 西新",
	} {
		if got != want {
			t.Errorf("got  %s\nwant %s", got, want)
		}
	}
}

func FuzzTerms(f *testing.F) {
	f.Add("Nguyễn-Văn An 髙橋", "101")
	f.Add(strings.Repeat("市区郡町村1-", 50), "\xff")
	f.Add(strings.Repeat("AB CD-EF ", 100), strings.Repeat("9", 400))
	f.Fuzz(func(t *testing.T, s, room string) {
		name, address := NameTerms(s), AddressTerms(s, room)
		if len(name) > mostNameTerms || len(address) > mostAddressTerms || len(NameQuery(s)) > 8 {
			t.Errorf("%d and %d terms", len(name), len(address))
		}
		for _, terms := range [][]string{name, address} {
			sorted := slices.Sorted(slices.Values(terms))
			if len(slices.Compact(sorted)) != len(terms) || slices.Contains(terms, "") {
				t.Errorf("doubled or empty terms: %q", terms)
			}
		}
		for _, q := range NameQuery(s) { // a name is found by itself as long as it is not cut
			if len(name) < mostNameTerms && !slices.Contains(name, q) {
				t.Errorf("%+q is not found by itself: %+q", s, q)
			}
		}
	})
}

func BenchmarkTerms(b *testing.B) {
	for b.Loop() {
		NameTerms("MARIA DE LOS ANGELES SANTOS CRUZ")
		AddressTerms("東京都新宿区西新宿2丁目8番1号", "405号室")
	}
}
