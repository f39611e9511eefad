package staff

import (
	"errors"
	"strings"
	"testing"
	"unicode/utf8"
)

func TestCheckEmail(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ in, out, code string }{
		{"aoi@example.com", "aoi@example.com", ""},
		{"  Aoi.K+desk@Example.COM\t", "Aoi.K+desk@Example.COM", ""},
		{"ａｏｉ＠ｅｘａｍｐｌｅ．ｃｏｍ", "aoi@example.com", ""},
		{"　aoi@example.com　", "aoi@example.com", ""},
		{"o'brien@example.com", "o'brien@example.com", ""},
		{"名前@例え.jp", "名前@例え.jp", ""},
		{"root@localhost", "root@localhost", ""},

		{"", "", "missing"},
		{"   ", "", "missing"},
		{"aoi", "", "invalid"},
		{"@example.com", "", "invalid"},
		{"aoi@", "", "invalid"},
		{"aoi@example..com", "", "invalid"},
		{"aoi@-example.com", "", "invalid"},
		{"aoi@exa_mple.com", "", "invalid"},
		{"aoi@[192.0.2.1]", "", "invalid"},
		{".aoi@example.com", "", "invalid"},
		{"a..b@example.com", "", "invalid"},
		{"a b@example.com", "", "invalid"},
		{"a@b@example.com", "", "invalid"},
		{`"a"@example.com`, "", "invalid"},
		{"Aoi <aoi@example.com>", "", "invalid"},
		{"a@example.com\r\nBcc: b@example.com", "", "invalid"},
		{"a\r\nBcc:b@example.com", "", "invalid"},
		{"a\x00@example.com", "", "invalid"},
		{"a\u202e@example.com", "", "invalid"},
		{"\xff@example.com", "", "invalid"},
		{"a,b@example.com", "", "invalid"},
		{strings.Repeat("a", 65) + "@example.com", "", "too_long"},
		{"a@" + strings.Repeat("example.", 40) + "com", "", "too_long"},
	} {
		got, err := checkEmail(c.in)
		code := ""
		if e := (*InputError)(nil); errors.As(err, &e) {
			code = e.Code
		}
		if got != c.out || code != c.code {
			t.Errorf("%q: got %q, %v; want %q, %q", c.in, got, err, c.out, c.code)
		}
	}
}

func TestFoldEmail(t *testing.T) {
	t.Parallel()
	for _, same := range [][2]string{
		{"Aoi@Example.com", "aoi@EXAMPLE.COM"}, {"ａｏｉ@example.com", "aoi@example.com"}, {" aoi@example.com ", "aoi@example.com"},
	} {
		if a, b := FoldEmail(same[0]), FoldEmail(same[1]); a != b {
			t.Errorf("%q and %q fold to %q and %q", same[0], same[1], a, b)
		}
	}
	for _, differ := range [][2]string{
		{"aoi@example.com", "aoi@example.org"}, {"a.oi@example.com", "aoi@example.com"}, {"aoi+x@example.com", "aoi@example.com"},
	} {
		if FoldEmail(differ[0]) == FoldEmail(differ[1]) {
			t.Errorf("%q and %q fold alike", differ[0], differ[1])
		}
	}
}

func FuzzEmail(f *testing.F) {
	for _, s := range []string{"aoi@example.com", "ＡＯＩ＠Example.com", "İ@example.com", "ϔ@example.com", "¨@example.com", "\xff@x", "ﷺ@x"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		if once := FoldEmail(s); FoldEmail(once) != once {
			t.Errorf("%q folds to %q, and that to %q", s, once, FoldEmail(once))
		}
		email, err := checkEmail(s)
		if err != nil {
			return
		}
		if again, err := checkEmail(email); err != nil || again != email {
			t.Errorf("%q is kept as %q, which is kept as %q, %v", s, email, again, err)
		}
		if strings.ContainsAny(email, "\r\n\x00 ,;<>") || strings.Count(email, "@") != 1 || !utf8.ValidString(email) {
			t.Errorf("%q is kept as %q", s, email)
		}
		if FoldEmail(email) != FoldEmail(s) {
			t.Errorf("%q is kept as %q and not found by it", s, email)
		}
	})
}

func TestCheckName(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ in, out, code string }{
		{"  小林   あおい ", "小林 あおい", ""},
		{"Nguyễn Thị\tHoa", "Nguyễn Thị Hoa", ""},
		{"O'Brien-Smith, Jr.", "O'Brien-Smith, Jr.", ""},
		{"", "", "missing"},
		{" 　 ", "", "missing"},
		{"a\x00b", "", "invalid"},
		{"a\u202eb", "", "invalid"},
		{"a\xffb", "", "invalid"},
		{strings.Repeat("長", 100), strings.Repeat("長", 100), ""},
		{strings.Repeat("長", 101), "", "too_long"},
	} {
		got, err := checkName(c.in)
		code := ""
		if e := (*InputError)(nil); errors.As(err, &e) {
			code = e.Code
		}
		if got != c.out || code != c.code {
			t.Errorf("%q: got %q, %v; want %q, %q", c.in, got, err, c.out, c.code)
		}
	}
}
