package compare

import (
	"slices"
	"testing"
)

func TestFoldAddress(t *testing.T) {
	t.Parallel()
	for typed, want := range map[string]string{
		"東京都港区芝５丁目　２９番　１１号":    "東京都港区芝5-29-11",
		"芝5丁目29番地の11":          "芝5-29-11",
		"芝5の29の11":             "芝5-29-11",
		"芝5—29−11":             "芝5-29-11",
		"二十一番地":                "21",
		"西新宿二丁目八番一号":           "西新宿2-8-1",
		"百二十三番地4":              "123-4",
		"上田127番地":              "上田127",
		"千代田区三番町6":             "千代田区三番町6", // 三番町 is a name
		"青葉区一番町二丁目1番1号":        "青葉区一番町二丁目1-1",
		"新宿区四谷1-1":             "新宿区四谷1-1",
		"春日部市八丁目4-1":           "春日部市八丁目4-1", // a town of that name
		"千葉県八街市八街ほ20":          "千葉県八街市八街ほ20",
		"香取市佐原ロ2127":           "香取市佐原ロ2127",
		"札幌市中央区北一条西2丁目":        "札幌市中央区北1条西2",
		"市が谷 市ヶ谷 市ヵ谷 市ケ谷":      "市ケ谷市ケ谷市ケ谷市ケ谷",
		"虎の門 虎ノ門":              "虎の門虎の門",
		"ひがしハイツ":               "ひがしハイツ",
		"1-2-3 コーポみどり 201号室":   "1-2-3コーポみどり201",
		"1-2-3 Abc Heights 5階": "1-2-3-ABC HEIGHTS-5F",
		"1-2-3 ｺｰﾎﾟ#101":       "1-2-3コーポ101",
		"1-2-3 #101":           "1-2-3-101",
		"1ー2ｰ3":                "1-2-3",
		"1号館":                  "1号館",
		"ﾊｲﾂ":                  "ハイツ",
	} {
		if got := FoldAddress(typed); got != want {
			t.Errorf("FoldAddress(%q) = %q, want %q", typed, got, want)
		}
	}
}

func TestAddresses(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		typed, printed string
		want           Result
		why            []string
	}{
		{"西新宿2-8-1", "東京都西新宿2-8-1 都庁ハイツ405号室", Similar, []string{"compare.prefecture", "compare.building", "compare.room"}},
		{"1-2-3 朝日マンション101", "1-2-3 夕日マンション101", Different, nil},
		{"1-2-3 朝日マンション101", "1-2-3 朝日マンション102", Different, nil},
		{"1-2-3 朝日マンション", "1-2-3 朝日マンション101", Similar, []string{"compare.room"}},
		{"1-2-3", "1-2-3-101", Different, nil}, // the last number could be a house
		{"1-2-3", "1-2-3 101号室", Similar, []string{"compare.room"}},
		{"1-2-3 第2朝日ビル", "1-2-3", Similar, []string{"compare.building"}},
		{"札幌市北1条西2丁目3", "札幌市北1条西3丁目3", Different, nil},
		{"札幌市北1条西2-3 雪国荘5", "札幌市北1条西2-3-5", Similar, []string{"compare.building"}},
		{"三番町6", "3番町6", Different, nil},
		{"渋谷区1-1", "澁谷区1-1", Different, nil}, // no pair of the table
		{"沢田1-1", "澤田1-1", Similar, []string{"compare.variant"}},
		{"ハ幡1-2", "八幡1-2", Similar, []string{"compare.lookalike"}},
		{"港区芝5-29", "中央区芝5-29", Different, nil},
		{"東京都芝5-29", "大阪府芝5-29", Different, nil},
		{"2-8-1 Nishishinjuku", "西新宿2-8-1", Different, nil},
	} {
		got := Addresses(test.typed, test.printed)
		if got.Result != test.want || !slices.Equal(got.Why, test.why) {
			t.Errorf("%q and %q: got %s %v, want %s %v", test.typed, test.printed, got.Result, got.Why, test.want, test.why)
		}
	}
}

func TestRooms(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		typed, printed string
		want           Result
		why            []string
	}{
		{"101", "101号", Same, nil},
		{"Room 101", "101号室", Same, nil},
		{"#101", "101", Same, nil},
		{"2階", "2F", Same, nil},
		{"二〇一号室", "201", Same, nil},
		{"a-101", "A101", Similar, []string{"compare.spacing"}},
		{"A棟101", "A-101", Similar, []string{"compare.spacing"}},
		{"101", "朝日マンション101号室", Similar, []string{"compare.building"}},
		{"101", "1011", Different, nil},
		{"101", "", Different, nil},
		{"", "101", Different, nil},
		{"コーポ", "101", Different, nil},
	} {
		got := Rooms(test.typed, test.printed)
		if got.Result != test.want || !slices.Equal(got.Why, test.why) {
			t.Errorf("%q and %q: got %s %v, want %s %v", test.typed, test.printed, got.Result, got.Why, test.want, test.why)
		}
	}
}

func TestNumerals(t *testing.T) {
	t.Parallel()
	for s, want := range map[string]int{
		"一": 1, "十": 10, "十二": 12, "二十": 20, "二十一": 21, "百": 100, "百二": 102, "三百四十五": 345, "千九百九十": 1990,
		"一九九〇": 1990, "二〇": 20, "〇": 0,
	} {
		if got, ok := numeralValue(cells(s, nil)); !ok || got != want {
			t.Errorf("%s: got %d, %t", s, got, ok)
		}
	}
	for _, s := range []string{"", "十十", "十百", "〇十", "十二三", "一二十", "一二三四五六七八九"} {
		if got, ok := numeralValue(cells(s, nil)); ok {
			t.Errorf("%s was read as %d", s, got)
		}
	}
}

func FuzzFoldAddress(f *testing.F) {
	for _, s := range []string{
		"東京都港区芝5丁目29番11号", "大字上田字下1番地の2", "一番地番地", "1番の2号室室階", "三番町", "ヶが-ー1ー1", "番\u3099か\xff",
	} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		for name, fold := range map[string]func(string) string{
			"address": FoldAddress, "room": FoldRoom, "number": FoldNumber,
			"tolerant": func(s string) string { return text(foldAddress(s, 1<<addressTolerances-1)) },
		} {
			once := fold(s)
			if twice := fold(once); twice != once {
				t.Errorf("%s: %+q gives %+q, again %+q", name, s, once, twice)
			}
			if n := len([]rune(once)); n > longest {
				t.Errorf("%s: %d characters", name, n)
			}
		}
	})
}
