package specimen

import (
	"fmt"
	"strings"
)

// municipality is a real town hall; the towns in it are invented.
type municipality struct {
	name  string // with the prefecture, as addresses begin
	chief string // who signs for it
}

var municipalities = []municipality{
	{"東京都港区", "港区長"}, {"東京都新宿区", "新宿区長"}, {"東京都江東区", "江東区長"}, {"東京都足立区", "足立区長"},
	{"東京都八王子市", "八王子市長"}, {"神奈川県横浜市鶴見区", "横浜市鶴見区長"}, {"神奈川県川崎市川崎区", "川崎市川崎区長"},
	{"埼玉県川口市", "川口市長"}, {"埼玉県さいたま市浦和区", "さいたま市浦和区長"}, {"千葉県松戸市", "松戸市長"},
	{"千葉県香取市", "香取市長"}, {"愛知県名古屋市中区", "名古屋市中区長"}, {"愛知県豊田市", "豊田市長"},
	{"静岡県浜松市中央区", "浜松市中央区長"}, {"群馬県太田市", "太田市長"}, {"大阪府大阪市生野区", "大阪市生野区長"},
	{"大阪府東大阪市", "東大阪市長"}, {"京都府京都市南区", "京都市南区長"}, {"兵庫県神戸市長田区", "神戸市長田区長"},
	{"広島県広島市西区", "広島市西区長"}, {"福岡県福岡市博多区", "福岡市博多区長"}, {"北海道札幌市白石区", "札幌市白石区長"},
	{"宮城県仙台市青葉区", "仙台市青葉区長"}, {"沖縄県那覇市", "那覇市長"},
}

var (
	inventedTowns = []string{"架空町", "見本台", "青空ヶ原", "虹見が丘", "星降町", "雲雀見町", "夕映町", "風待台", "月見野原町",
		"八重霞町", "白帆浜", "若草見本町"}
	// inventedHamlets have no 丁目, as in the country.
	inventedHamlets = []string{"大字架空", "大字上見本", "字霞谷", "大字虹沢"}
	buildings       = []string{"メゾン青空", "コーポ見本", "サンプルハイツ", "レジデンス虹見", "グランドール架空", "ハイム夕映", "第二見本荘",
		"パークサイド星降", "シャトー風待"}
	rooms = []string{"101", "102", "103", "201", "202", "203", "205", "301", "302", "403", "508", "707", "1203", "A-101", "B-302"}
)

// address is where somebody lives. Base is without the room.
type address struct {
	hall municipality
	base string
	room string // empty for a house
	line string // as the document prints it, with the room
}

// newAddress throws an address; two in three are apartments.
func (d dice) newAddress() address {
	a := address{hall: pick(d, municipalities)}
	a.base = a.hall.name + d.lot()
	a.line = a.base
	if d.percent(67) {
		a.room = pick(d, rooms)
		switch d.IntN(4) {
		case 0: // no building's name: the room follows the house number
			if !strings.Contains(a.base, "丁目") && !strings.HasSuffix(a.base, "番地") {
				a.line = a.base + "-" + a.room
				break
			}
			fallthrough
		case 1:
			a.base += " " + pick(d, buildings)
			a.line = a.base + " " + a.room
		default:
			a.base += " " + pick(d, buildings)
			a.line = a.base + " " + a.room + "号室"
		}
	}
	return a
}

// lot throws town and number in one of the ways in which they are printed.
func (d dice) lot() string {
	chome, block, house := d.between(1, 9), d.between(1, 48), d.between(1, 29)
	switch d.IntN(10) {
	case 0:
		return fmt.Sprintf("%s%d番地", pick(d, inventedHamlets), d.between(12, 2899))
	case 1, 2:
		return fmt.Sprintf("%s%d丁目%d番地の%d", pick(d, inventedTowns), chome, block, house)
	case 3, 4, 5:
		return fmt.Sprintf("%s%d-%d-%d", pick(d, inventedTowns), chome, block, house)
	default:
		return fmt.Sprintf("%s%d丁目%d番%d号", pick(d, inventedTowns), chome, block, house)
	}
}
