package compare

import "testing"

func TestWhoIsTheSame(t *testing.T) {
	t.Parallel()
	const want = "CRUZ MARIA SANTOS|1990-04-01"
	for _, c := range [][3]string{
		{"MARIA SANTOS CRUZ", "1990-04-01", want},
		{"Cruz Maria-Santos", "1990/4/1", want},
		{"ＭＡＲＩＡ　ＳＡＮＴＯＳ　ＣＲＵＺ", "平成2年4月1日", want},
		{"MARIA CRUZ", "1990-04-01", "CRUZ MARIA|1990-04-01"},
		{"MARIA SANTOS CRUZ", "1990-04-02", "CRUZ MARIA SANTOS|1990-04-02"},
		{"MARIA SANTOS CRUZ", "", ""},
		{"MARIA SANTOS CRUZ", "1990-02-30", ""},
		{"", "1990-04-01", ""},
		{" ・", "1990-04-01", ""},
	} {
		if got := PersonTerm(c[0], c[1]); got != c[2] {
			t.Errorf("%q, %q: %q, want %q", c[0], c[1], got, c[2])
		}
	}
	if PersonTerm("髙橋 健", "1990-04-01") != PersonTerm("高橋健", "1990-04-01") {
		t.Error("a variant of a character, and a space, make another person")
	}
}

func TestWhatHomeIsTheSame(t *testing.T) {
	t.Parallel()
	home := HomeTerm("東京都港区芝5丁目29番11号", "101")
	if home == "" {
		t.Fatal("no term")
	}
	for _, same := range [][2]string{{"港区芝５−２９−１１", "１０１号室"}, {"東京都港区芝五丁目29-11", "101"}} {
		if got := HomeTerm(same[0], same[1]); got != home {
			t.Errorf("%v: %q, want %q", same, got, home)
		}
	}
	for _, other := range [][2]string{{"東京都港区芝5-29-11", "102"}, {"東京都港区芝5-29-11", ""}, {"東京都港区芝5-29-1", "101"}, {"", "101"}} {
		if got := HomeTerm(other[0], other[1]); got == home {
			t.Errorf("%v: the same home", other)
		}
	}
	if HomeTerm(" ", "101") != "" {
		t.Error("a room without a house")
	}
}
