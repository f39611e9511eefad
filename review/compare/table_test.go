package compare

import (
	"regexp"
	"slices"
	"testing"
)

// The cases that the comparison was designed by, in their order. Whatever else changes, these hold.
func TestTheTable(t *testing.T) {
	t.Parallel()
	compare := map[string]func(string, string) Outcome{
		"name": Names, "address": Addresses, "room": Rooms, "birth_date": Dates, "number": Numbers,
	}
	for i, row := range []struct {
		field, typed, printed string
		want                  Result
		why                   []string
	}{
		{"name", "nguyen van an", "NGUYEN VAN AN", Same, nil},
		{"name", "Nguyễn Văn An", "NGUYEN VAN AN", Same, nil},
		{"name", "ĐẶNG THỊ MAI", "DANG THI MAI", Same, nil},
		{"name", "MARIA SANTOS CRUZ", "CRUZ MARIA SANTOS", Similar, []string{"compare.order"}},
		{"name", "SILVA JOAO", "SILVA JOAO PEDRO", Similar, []string{"compare.missing"}},
		{"name", "MÜLLER ANNA", "MUELLER ANNA", Similar, []string{"compare.umlaut"}},
		{"name", "O'BRIEN SEAN", "OBRIEN SEAN", Same, nil},
		{"name", "KIM MIN-JUN", "KIM MINJUN", Similar, []string{"compare.spacing"}},
		{"name", "SUHARTO", "SUHARTO", Same, nil},
		{"name", "高橋 健", "髙橋 健", Similar, []string{"compare.variant"}},
		{"name", "山崎愛", "山﨑 愛", Similar, []string{"compare.variant"}},
		{"name", "张伟", "張偉", Similar, []string{"compare.simplified"}},
		{"name", "葉文", "叶文", Different, nil},
		{"name", "TANAKA HANAKO", "KIM HWAJA", Different, nil},
		{"address", "東京都港区芝５−２９−１１", "東京都港区芝5丁目29番11号", Same, nil},
		{"address", "東京都港区芝五丁目29-11", "東京都港区芝5-29-11", Same, nil},
		{"address", "港区芝5-29-11", "東京都港区芝5-29-11", Similar, []string{"compare.prefecture"}},
		{"address", "新宿区市ケ谷1ー2ー3", "新宿区市ヶ谷1-2-3", Same, nil},
		{"address", "春日部市8丁目4-1", "春日部市八丁目4-1", Similar, []string{"compare.town-number"}},
		{"address", "香取市佐原口2127", "香取市佐原ロ2127", Similar, []string{"compare.lookalike"}},
		{"address", "大字上田1-2", "上田1番地2", Similar, []string{"compare.oaza"}},
		{"address", "1-2-3 朝日マンション101", "1-2-3-101", Similar, []string{"compare.building"}},
		{"room", "１０１号室", "101", Same, nil},
		{"room", "2F", "201", Different, nil},
		{"address", "芝5-29-1", "芝5-29-11", Different, nil},
		{"birth_date", "昭和64年1月7日", "1989年01月07日", Same, nil},
		{"birth_date", "平成元年1月7日", "", Invalid, []string{"compare.date.era"}},
		{"birth_date", "㍻元年1月8日", "1989年01月08日", Same, nil},
		{"birth_date", "令和元年5月1日", "2019年05月01日", Same, nil},
		{"birth_date", "1990-02-29", "", Invalid, []string{"compare.date.impossible"}},
		{"number", "ａｂ 1234-5678 ｃｄ", "AB12345678CD", Same, nil},
		{"number", "ABI2345678CD", "AB12345678CD", Different, []string{"compare.confusable"}},
	} {
		got := compare[row.field](row.typed, row.printed)
		if got.Result != row.want || !slices.Equal(got.Why, row.why) {
			t.Errorf("row %d, %s %q on document %q: got %s %v, want %s %v",
				i+1, row.field, row.typed, row.printed, got.Result, got.Why, row.want, row.why)
		}
		// The other way round the answer is the same, save for dates, where the typed one is read first.
		if back := compare[row.field](row.printed, row.typed); row.want != Invalid && back.Result != got.Result {
			t.Errorf("row %d is %s one way and %s the other", i+1, got.Result, back.Result)
		}
	}
	// The second writing of row 28, the specimen of row 31 and the hint of row 32.
	if got := Dates("H1.1.8", "1989年01月08日"); got.Result != Same {
		t.Errorf("H1.1.8: %s", got.Result)
	}
	card := regexp.MustCompile(`^[A-Z]{2}[0-9]{8}[A-Z]{2}$`)
	if pos, hint := NumberHint("ABI2345678CD", card); pos != 3 || hint != "1" {
		t.Errorf("the hint is %q at %d", hint, pos)
	}
}
