package compare

import (
	"fmt"
	"strings"
	"testing"
	"unicode/utf8"
)

func TestReadings(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		what  func(string) []Reading
		typed string
		want  string // texts, joined
	}{
		{NameReadings, "NGUYEN VAN AN", ""},
		{NameReadings, "Nguyễn Văn An", "NGUYEN VAN AN"},
		{NameReadings, "ｎｇｕｙｅｎ　ｖａｎ", "NGUYEN VAN"},
		{NameReadings, "O'BRIEN-SMITH SEAN", "OBRIEN SMITH SEAN"},
		{NameReadings, "高橋 健", "高橋健"},
		{NameReadings, "", ""},
		{AddressReadings, "東京都港区芝５−２９−１１", "東京都港区芝5-29-11|東京都港区芝5丁目29番11号"},
		{AddressReadings, "東京都港区芝5丁目29番11号", "東京都港区芝5-29-11"},
		{AddressReadings, "東京都港区芝5-29-11", "東京都港区芝5丁目29番11号"},
		{AddressReadings, "東京都港区芝五丁目29-11", "東京都港区芝5-29-11|東京都港区芝5丁目29番11号"},
		{AddressReadings, "上田1番地2", "上田1-2"},
		{AddressReadings, "上田1-2", "上田1番地2"},
		{AddressReadings, "港区芝5-29-11 朝日マンション101", "港区芝5-29-11朝日マンション101|港区芝5丁目29番11号朝日マンション101"},
		{AddressReadings, "四谷", ""},
		{RoomReadings, "１０１号室", "101"},
		{RoomReadings, "101", ""},
		{NumberReadings, "ａｂ 1234-5678 ｃｄ", "AB12345678CD"},
		{NumberReadings, "AB12345678CD", ""},
		{DateReadings, "1990-04-01", "1990年04月01日|平成2年4月1日"},
		{DateReadings, "2019-05-01", "2019年05月01日|令和元年5月1日"},
		{DateReadings, "平成2年4月1日", "1990年04月01日"},
		{DateReadings, "1850-01-01", "1850年01月01日"},
		{DateReadings, "1990-02-29", ""},
		{DateReadings, "soon", ""},
	} {
		var got []string
		for _, r := range test.what(test.typed) {
			got = append(got, r.Text)
			if r.Why == "" {
				t.Errorf("%s: %s has no word", test.typed, r.Text)
			}
		}
		if strings.Join(got, "|") != test.want {
			t.Errorf("%s: %s, want %s", test.typed, strings.Join(got, "|"), test.want)
		}
	}
}

func TestCharacters(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		what  func(string) []Character
		value string
		want  string
	}{
		{NameCharacters, "髙橋 健", "0 髙 U+9AD9 variant 高 U+9AD8"},
		{NameCharacters, "高橋 健", "0 高 U+9AD8 printed 髙 U+9AD9"},
		{NameCharacters, "渡邊 誠", "1 邊 U+908A variant 辺 U+8FBA"},
		{NameCharacters, "渡辺 誠", "1 辺 U+8FBA printed 邉 U+9089, 邊 U+908A"},
		{NameCharacters, "张伟", "0 张 U+5F20 simplified 張 U+5F35; 1 伟 U+4F1F simplified 偉 U+5049"},
		{NameCharacters, "叶文", ""},
		{NameCharacters, "KIM HWAJA", ""},
		{NameCharacters, "МARIA", "0 М U+041C foreign M U+004D"},
		{NameCharacters, "KIM\u202eHWAJA", "3 U+202E hidden "},
		{NameCharacters, "辻\U000E0100 誠", "1 U+E0100 selector "},
		{AddressCharacters, "香取市佐原ロ2127", "5 ロ U+30ED lookalike 口 U+53E3"},
		{AddressCharacters, "佐原口2127", ""},
		{AddressCharacters, "サンハイツ101", ""},
		{AddressCharacters, "第二見本荘", ""},
		{AddressCharacters, "第二見本莊", "4 莊 U+838A variant 荘 U+8358"},
		{AddressCharacters, "コーポ山田", ""},
		{AddressCharacters, "1ー2ー3", ""},
		{AddressCharacters, "芝ー丁目", "1 ー U+30FC lookalike 一 U+4E00"},
		{AddressCharacters, "八王子市二丁目", ""},
		{AddressCharacters, "メゾン力サ", "3 力 U+529B lookalike カ U+30AB"},
		{AddressCharacters, "メゾンカサ", ""},
		{AddressCharacters, "メゾン一号", ""},
		{AddressCharacters, "新宿区カ", "3 カ U+30AB lookalike 力 U+529B"},
		{NumberCharacters, "AB23456789CD", ""},
		{NumberCharacters, "OB12345670CI", "0 O U+004F letter 0 U+0030; 2 1 U+0031 digit I U+0049, l U+006C; 9 0 U+0030 digit O U+004F; 11 I U+0049 letter 1 U+0031"},
	} {
		var got []string
		for _, c := range test.what(test.value) {
			a := c.Args()
			got = append(got, fmt.Sprintf("%d %s %s %s", c.At, a[1], strings.TrimPrefix(c.Why, "compare.char."), a[3]))
		}
		if strings.Join(got, "; ") != test.want {
			t.Errorf("%s:\n got %s\nwant %s", test.value, strings.Join(got, "; "), test.want)
		}
	}
}

// FuzzReadings: every reading is one that the rules take for the same, and every character stands where it says.
func FuzzReadings(f *testing.F) {
	for _, s := range []string{"東京都港区芝五丁目29-11 ハイツ101号室", "Nguyễn Văn An", "平成2年4月1日", "髙﨑\u200f", "1-2-3-4-5", "の1の1", strings.Repeat("東1-", 400)} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		for _, one := range []struct {
			fold     func(string) string
			readings func(string) []Reading
		}{{FoldName, NameReadings}, {FoldAddress, AddressReadings}, {FoldRoom, RoomReadings}, {FoldNumber, NumberReadings}} {
			for _, r := range one.readings(s) {
				if r.Text == s || r.Text == "" || one.fold(r.Text) != one.fold(s) {
					t.Errorf("%q is read as %q", s, r.Text)
				}
			}
		}
		for _, r := range DateReadings(s) {
			a, _ := ParseDate(s)
			if b, err := ParseDate(r.Text); err != nil || a != b {
				t.Errorf("%q is read as %q", s, r.Text)
			}
		}
		runes := []rune(s)
		for _, what := range []func(string) []Character{NameCharacters, AddressCharacters, NumberCharacters} {
			for _, c := range what(s) {
				if c.At < 0 || c.At >= len(runes) || runes[c.At] != c.Is || c.Why == "" || len(c.Args()) != 4 || !utf8.ValidString(c.Args()[1].(string)) {
					t.Errorf("%q: %+v", s, c)
				}
			}
		}
	})
}
