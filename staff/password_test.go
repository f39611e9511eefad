package staff

import (
	"errors"
	"strings"
	"testing"
	"unicode/utf8"
)

func TestCheckPassword(t *testing.T) {
	t.Parallel()
	person := Account{Email: "aoi.kobayashi+desk@specimen.example", Name: "小林 あおい"}
	for _, c := range []struct{ password, want string }{
		// Anything goes that is long enough and not guessed first.
		{"an owl under the bridge", ""},
		{"            x", PasswordCommon},
		{"correct horse battery staple", ""},
		{"demo-Passw0rd-for-the-walk", ""},
		{"mxqvbtzrkwpj", ""},
		{"夜明け前の静かな湖畔にて", ""},
		{"  leading and trailing  ", ""},
		{"tab\tand\nnewline are fine", ""},
		{"🐢🐇🦉🦊🐻🐼🐨🐯🦁🐮🐷🐸", ""},
		{strings.Repeat("long enough ", 10) + "12345678", ""},

		{"", PasswordTooShort},
		{"short", PasswordTooShort},
		{"elevenchars", PasswordTooShort},
		{"夜明け前の静かな湖畔", PasswordTooShort},
		{"ｆｕｌｌ　ｗｉｄｔｈ", PasswordTooShort},
		{"mxqvbtzrkwpj" + strings.Repeat("owl", 38) + "abc", PasswordTooLong},
		{strings.Repeat("\u00a0", 600), PasswordTooLong},
		{"not UTF-8 \xff\xfe\xfd", PasswordEncoding},

		{"passwordpassword", PasswordCommon},
		{"Password1234", PasswordCommon},
		{"P4$$w0rd-2026", PasswordCommon},
		{"Pa$$w0rd!!!!!!!!", PasswordCommon},
		{"ｐａｓｓｗｏｒｄ１２３４", PasswordCommon},
		{"administrator", PasswordCommon},
		{"Welcome2026!!", PasswordCommon},
		{"qwertyuiop123", PasswordCommon},
		{"qwertyuiopas", PasswordCommon},
		{"poiuytrewqlkj", PasswordCommon},
		{"123456789012", PasswordCommon},
		{"1-2-3-4-5-6-7-8-9", PasswordCommon},
		{"210987654321", PasswordCommon},
		{"1q2w3e4r5t6y", PasswordCommon},
		{"1qaz2wsx3edc", PasswordCommon},
		{"aaaaaaaaaaaa", PasswordCommon},
		{"abababababab", PasswordCommon},
		{"turtleturtle", PasswordCommon},
		{"ああああああああああああ", PasswordCommon},
		{"summer2026winter", PasswordCommon},
		{"パスワードパスワード12", PasswordCommon},

		{"shinsa-shinsa", PasswordCommon},
		{"shinsa-shinsa2", PasswordOwn},
		{"shinsa2026!!!", PasswordOwn},
		{"kobayashi2026", PasswordOwn},
		{"Kobayashi.Specimen", PasswordOwn},
		{"aoi.kobayashi+desk@specimen.example", PasswordOwn},
		{"小林小林小林小林小林小林", PasswordCommon},
		{"小林あおいの審査2026", PasswordOwn},
		{"the kobayashi maru is a test of character", ""},
	} {
		err := checkPassword(c.password, person)
		got := ""
		if e := (*PasswordError)(nil); errors.As(err, &e) {
			got = e.Code
		} else if err != nil {
			t.Fatalf("%q: %v", c.password, err)
		}
		if got != c.want {
			t.Errorf("%q (%d characters): got %q, want %q", c.password, utf8.RuneCountInString(c.password), got, c.want)
		}
	}
}

func TestPasswordErrorsDoNotQuote(t *testing.T) {
	t.Parallel()
	err := checkPassword("secret-password", Account{})
	if err == nil || strings.Contains(err.Error(), "secret") {
		t.Errorf("got %v", err)
	}
}

func TestCommonTextIsRead(t *testing.T) {
	t.Parallel()
	if len(commonWords) < 50 || len(rows) < 20 {
		t.Fatalf("%d words, %d rows", len(commonWords), len(rows))
	}
	for _, w := range commonWords {
		if w != FoldEmail(w) {
			t.Errorf("%q is never found: passwords are folded", w)
		}
	}
}

func FuzzCheckPassword(f *testing.F) {
	for _, s := range []string{"", "an owl under the bridge", "ﷺﷺﷺﷺﷺﷺﷺﷺﷺﷺﷺﷺ", "İİİİİİİİİİİİİ", "\xff", "ͅͅͅͅͅͅͅͅͅͅͅͅ"} {
		f.Add(s, "Name", "a@example.com")
	}
	f.Fuzz(func(t *testing.T, password, name, email string) {
		err := checkPassword(password, Account{Name: name, Email: email})
		if err != nil {
			return
		}
		// What can be set must be what is hashed: whole, and the same when it is typed in another form.
		b := passwordBytes(password)
		if n := utf8.RuneCount(b); n < MinPassword || n > MaxPassword {
			t.Errorf("%q: %d characters are hashed", password, n)
		}
		if string(b) != string(passwordBytes(string(b))) {
			t.Errorf("%q: its normal form is another password", password)
		}
	})
}
