package specimen

import "strings"

// person is somebody who does not exist: family and given names of a country put together by chance.
type person struct {
	name        string // as a passport writes it, in Latin capitals, family name first; or in kanji only
	kanji       string // the same name in kanji, empty for most
	female      bool
	nationality string // as cards print it
}

func (p person) sex() string {
	if p.female {
		return "女 F."
	}
	return "男 M."
}

// nation is where names come from and how they are put together.
type nation struct {
	printed string
	family  []string
	male    []string
	female  []string
	middle  []string // empty: no middle names
	manly   []string // a man's middle names, where they differ
	// compose returns the printed order. Given are one or two, middle may be empty.
	compose func(d dice, family, given, middle string) string
}

func familyGiven(_ dice, family, given, _ string) string { return family + " " + given }

func familyMiddleGiven(_ dice, family, given, middle string) string {
	return family + " " + middle + " " + given
}

// familyGivenMiddle is the order of passports that put the mother's family name last.
func familyGivenMiddle(_ dice, family, given, middle string) string {
	return family + " " + given + " " + middle
}

// oneName is for people who have a single name.
func oneName(d dice, family, given, _ string) string {
	if d.percent(35) {
		return given
	}
	return given + " " + family
}

// noFamily is for names of three equal parts.
func noFamily(_ dice, family, given, middle string) string {
	return strings.Join([]string{given, middle, family}, " ")
}

var nations = []weighted[nation]{
	{18, nation{printed: "ベトナム",
		family:  []string{"NGUYEN", "TRAN", "LE", "PHAM", "HOANG", "VU", "DANG", "BUI", "DO", "DUONG"},
		male:    []string{"AN", "DUNG", "HIEU", "KHOA", "LONG", "MINH", "PHUC", "QUANG", "TUAN", "VIET"},
		female:  []string{"ANH", "CHAU", "GIANG", "HA", "LAN", "LINH", "MAI", "NHUNG", "THAO", "TRANG"},
		middle:  []string{"THI", "THI", "NGOC", "THU", "THANH", "PHUONG"},
		manly:   []string{"VAN", "VAN", "DUC", "HUU", "THANH", "QUOC"},
		compose: familyMiddleGiven}},
	{10, nation{printed: "フィリピン",
		family:  []string{"SANTOS", "REYES", "CRUZ", "BAUTISTA", "OCAMPO", "GARCIA", "MENDOZA", "DELA ROSA", "VILLANUEVA"},
		male:    []string{"JOSE MARIA", "MARK ANGELO", "JOHN PAUL", "RAMON", "CARLO", "DANILO", "JERICHO"},
		female:  []string{"MARIA LUISA", "ANGELICA", "ROSA MAE", "KRISTINE JOY", "LORNA", "MARICEL", "TERESITA"},
		middle:  []string{"AQUINO", "DIZON", "FLORES", "LIM", "NAVARRO", "PASCUAL", "SORIANO"},
		compose: familyGivenMiddle}},
	{9, nation{printed: "ネパール",
		family:  []string{"GURUNG", "SHRESTHA", "TAMANG", "RAI", "THAPA", "KARKI", "BHANDARI", "ADHIKARI"},
		male:    []string{"BIBEK", "DIPENDRA", "KIRAN", "NABIN", "PRAKASH", "SUJAN", "UMESH"},
		female:  []string{"ANJALI", "BINITA", "GITA", "PRATIMA", "SABINA", "SUNITA", "URMILA"},
		compose: familyGiven}},
	{8, nation{printed: "ブラジル",
		family:  []string{"OLIVEIRA", "SOUZA", "ALMEIDA NAKATA", "PEREIRA", "ROCHA", "BARBOSA", "TEIXEIRA DIAS"},
		male:    []string{"JOAO PEDRO", "RAFAEL", "THIAGO", "LUCAS HENRIQUE", "MARCOS", "VINICIUS"},
		female:  []string{"ANA BEATRIZ", "CAMILA", "FERNANDA", "JULIANA", "LARISSA", "MARIANA APARECIDA"},
		compose: familyGiven}},
	{8, nation{printed: "インドネシア",
		family:  []string{"WIJAYA", "SANTOSO", "KUSUMA", "PRATAMA", "HIDAYAT", "SETIAWAN"},
		male:    []string{"AGUS", "BUDI", "DIMAS", "EKO", "HENDRA", "RIZKY", "SUTRISNO"},
		female:  []string{"AYU", "DEWI", "INDAH", "LESTARI", "PUTRI", "SRI", "WULANDARI"},
		compose: oneName}},
	{7, nation{printed: "ミャンマー",
		family:  []string{"AUNG", "OO", "WIN", "TUN", "LWIN", "MYINT"},
		male:    []string{"KYAW", "MIN", "ZAW", "THET", "HTET", "PYAE"},
		female:  []string{"EI", "KHIN", "MAY", "SU", "THIDA", "NANDAR"},
		middle:  []string{"HTOO", "MOE", "NAING", "PHYO", "SANDAR", "THIRI"},
		compose: noFamily}},
	{5, nation{printed: "スリランカ",
		family:  []string{"RAJAPAKSHA MUDIYANSELAGE", "HERATH PATHIRANNEHELAGE", "WARNAKULASURIYA", "JAYASINGHE ARACHCHIGE"},
		male:    []string{"CHAMINDA PRASAD", "DILSHAN MADUSHANKA", "NUWAN SAMPATH", "RUWAN KUMARA"},
		female:  []string{"DILINI SEWWANDI", "NADEESHA KUMARI", "SANDUNI MADHAVI", "THILINI RASHMIKA"},
		compose: familyGiven}},
	{4, nation{printed: "タイ",
		family:  []string{"BOONMEE", "CHAIYASIT", "PHROMDEE", "SAELIM", "WONGSAWAT", "THONGCHAI"},
		male:    []string{"ANAN", "KITTISAK", "NATTAPONG", "SOMCHAI", "WEERA"},
		female:  []string{"KANYA", "NATCHA", "PIMCHANOK", "SIRIPORN", "WARUNEE"},
		compose: familyGiven}},
	{4, nation{printed: "インド",
		family:  []string{"SHARMA", "PATEL", "IYER", "BANERJEE", "REDDY", "NAIR", "KULKARNI"},
		male:    []string{"ADITYA", "KARTHIK", "ROHAN", "SANJAY", "VIKRAM"},
		female:  []string{"ANANYA", "DEEPIKA", "KAVYA", "MEERA", "POOJA"},
		compose: familyGiven}},
	{4, nation{printed: "バングラデシュ",
		family:  []string{"HOSSAIN", "RAHMAN", "ISLAM", "AKTER", "CHOWDHURY"},
		male:    []string{"MD ARIF", "MD SAIFUL", "TANVIR", "RAKIB"},
		female:  []string{"FARZANA", "NUSRAT", "SHARMIN", "TASLIMA"},
		compose: familyGiven}},
	{4, nation{printed: "ペルー",
		family:  []string{"QUISPE HUAMAN", "FLORES TORRES", "ROJAS VILCA", "MAMANI CASTRO", "SALAZAR KOBA"},
		male:    []string{"LUIS ALBERTO", "JORGE", "CESAR AUGUSTO", "MIGUEL ANGEL"},
		female:  []string{"CARMEN ROSA", "LUZ MARINA", "PATRICIA", "SILVIA ELENA"},
		compose: familyGiven}},
	{3, nation{printed: "米国",
		family:  []string{"ANDERSON", "CARTER", "MCALLISTER", "OBRIEN", "SMITH-LOPEZ", "WHITFIELD"},
		male:    []string{"BENJAMIN", "DEREK", "JONATHAN", "TYLER"},
		female:  []string{"ABIGAIL", "CHARLOTTE", "HANNAH", "REBECCA"},
		middle:  []string{"JAMES", "LEE", "MARIE", "ROSE", "QUINN"},
		compose: familyGivenMiddle}},
	{2, nation{printed: "モンゴル",
		family:  []string{"BATBAYAR", "DORJSUREN", "GANBOLD", "OYUNCHIMEG", "TSERENDORJ"},
		male:    []string{"ALTANGEREL", "BATZORIG", "ENKHBOLD", "TEMUULEN"},
		female:  []string{"ALTANTSETSEG", "NARANGEREL", "SARANTUYA", "UYANGA"},
		compose: familyGiven}},
	{2, nation{printed: "フランス",
		family:  []string{"LEFEBVRE", "MOREAU", "DE LA TOUR", "GAUTHIER", "ROUSSEL"},
		male:    []string{"ANTOINE", "JEAN-LUC", "MATHIEU", "OLIVIER"},
		female:  []string{"ANNE-SOPHIE", "CLAIRE", "ELODIE", "MARGUERITE"},
		compose: familyGiven}},
	{2, nation{printed: "ドイツ",
		family:  []string{"MUELLER", "SCHAEFER", "KOENIG", "VON BERGHOF", "WEISS"},
		male:    []string{"FLORIAN", "JUERGEN", "MATTHIAS", "STEFAN"},
		female:  []string{"ANNEGRET", "CLAUDIA", "JOHANNA", "SABINE"},
		compose: familyGiven}},
	{2, nation{printed: "ウクライナ",
		family:  []string{"BONDARENKO", "KOVALENKO", "MELNYK", "SHEVCHUK", "TKACHENKO"},
		male:    []string{"ANDRII", "DMYTRO", "OLEKSANDR", "TARAS"},
		female:  []string{"IRYNA", "NATALIIA", "OKSANA", "YULIIA"},
		compose: familyGiven}},
	{2, nation{printed: "ナイジェリア",
		family:  []string{"ADEBAYO", "CHUKWU", "EZE", "OKAFOR", "OLATUNJI"},
		male:    []string{"CHINEDU", "EMEKA", "OLUWASEUN", "TUNDE"},
		female:  []string{"ADAEZE", "FUNMILAYO", "NGOZI", "YETUNDE"},
		compose: familyGiven}},
	{2, nation{printed: "エジプト",
		family:  []string{"ABDELRAHMAN", "EL SAYED", "FARAG", "MANSOUR"},
		male:    []string{"AHMED HASSAN", "KARIM", "MAHMOUD", "YOUSSEF"},
		female:  []string{"AMIRA", "MARIAM", "NOUR ELDIN", "SALMA"},
		compose: familyGiven}},
}

// writtenName is a part of a name in both scripts.
type writtenName struct{ latin, kanji string }

// kanjiNation is where names are written in kanji too.
type kanjiNation struct {
	printed string
	family  []writtenName
	male    []writtenName
	female  []writtenName
}

var china = kanjiNation{
	printed: "中国",
	family: []writtenName{{"WANG", "王"}, {"LI", "李"}, {"ZHANG", "張"}, {"LIU", "劉"}, {"CHEN", "陳"}, {"YANG", "楊"},
		{"ZHAO", "趙"}, {"ZHOU", "周"}, {"SHEN", "沈"}, {"YE", "葉"}},
	male: []writtenName{{"WEI", "偉"}, {"XIAOMING", "曉明"}, {"JIANGUO", "建国"}, {"HAORAN", "浩然"}, {"ZHIQIANG", "志強"}, {"LEI", "磊"}},
	female: []writtenName{{"MEILING", "美玲"}, {"XIAOYAN", "曉燕"}, {"YUTONG", "雨桐"}, {"JING", "静"}, {"LIHUA", "麗華"},
		{"ZIHAN", "子涵"}},
}

var taiwan = kanjiNation{
	printed: "台湾",
	family:  []writtenName{{"LIN", "林"}, {"CHEN", "陳"}, {"HUANG", "黄"}, {"CHANG", "張"}, {"HSU", "許"}, {"WU", "呉"}},
	male:    []writtenName{{"CHIA-HAO", "家豪"}, {"CHUN-CHIEH", "俊傑"}, {"KUAN-YU", "冠宇"}, {"PO-HAN", "柏翰"}},
	female:  []writtenName{{"SHU-CHUAN", "淑娟"}, {"YA-TING", "雅庭"}, {"PEI-SHAN", "佩珊"}, {"YI-CHUN", "怡君"}},
}

var korea = kanjiNation{
	printed: "韓国",
	family: []writtenName{{"KIM", "金"}, {"LEE", "李"}, {"PARK", "朴"}, {"CHOI", "崔"}, {"JUNG", "鄭"}, {"KANG", "姜"}, {"YOON", "尹"},
		{"HAN", "韓"}},
	male:   []writtenName{{"MINJUN", "敏俊"}, {"SEONGHO", "成浩"}, {"JIHOON", "志勲"}, {"YOUNGSU", "永洙"}, {"DONGHYUN", "東賢"}},
	female: []writtenName{{"SOYEON", "昭蓮"}, {"MINJI", "敏智"}, {"EUNJU", "恩珠"}, {"HWAJA", "和子"}, {"YUJIN", "裕珍"}},
}

// newPerson throws somebody who could hold a residence card.
func (d dice) newPerson() person {
	if d.percent(30) {
		p := d.kanjiPerson(pickWeighted(d, []weighted[kanjiNation]{{60, china}, {25, korea}, {15, taiwan}}))
		if d.percent(45) {
			p.kanji = "" // kanji stand on the card only where the holder asked for them
		}
		return p
	}
	return d.latinPerson()
}

func (d dice) latinPerson() person {
	n := pickWeighted(d, nations)
	p := person{female: d.percent(50), nationality: n.printed}
	given := pick(d, n.male)
	if p.female {
		given = pick(d, n.female)
	}
	middle := ""
	if len(n.middle) > 0 {
		middle = pick(d, n.middle)
	}
	if len(n.manly) > 0 && !p.female {
		middle = pick(d, n.manly)
	}
	p.name = n.compose(d, pick(d, n.family), given, middle)
	return p
}

func (d dice) kanjiPerson(n kanjiNation) person {
	p := person{female: d.percent(50), nationality: n.printed}
	family, given := pick(d, n.family), pick(d, n.male)
	if p.female {
		given = pick(d, n.female)
	}
	p.name, p.kanji = family.latin+" "+given.latin, family.kanji+" "+given.kanji
	return p
}

// specialPermanentResident throws somebody whose family has lived in Japan since before the war. Where no
// Latin name could be proved, kanji alone stand on the certificate.
func (d dice) specialPermanentResident() person {
	n := pickWeighted(d, []weighted[kanjiNation]{{82, korea}, {8, taiwan}, {10, china}})
	p := d.kanjiPerson(n)
	if n.printed == "韓国" && d.percent(25) {
		p.nationality = "朝鮮"
	}
	if d.percent(55) {
		p.name, p.kanji = p.kanji, ""
	}
	return p
}

// aliases are Japanese names in everyday use, which only the documents before 2012 carried beside the name.
var (
	aliasFamilies = []string{"金田", "新井", "木下", "松本", "青木", "髙山", "山﨑", "安田"}
	aliasGiven    = []string{"和子", "明", "由美", "健一", "愛", "大輔", "花", "誠"}
)

func (d dice) alias() string { return pick(d, aliasFamilies) + " " + pick(d, aliasGiven) }
