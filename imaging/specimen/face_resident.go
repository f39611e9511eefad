package specimen

// residentFront draws the face of a residence card. Since the second layout it has fewer items: the period
// of stay, the permission and the date of issue are in the chip only.
func (s *sheet) residentFront(doc *document) {
	p := s.ground(ResidentCard)
	s.portrait(doc, 962, 122, 262, 338)
	s.shimmer(962, 484, 262, 132, p)
	s.specimenMark(150, -turn*31/360)
	s.heading(p, "在留カード", "RESIDENCE CARD")
	s.numberBox(p, doc.number)

	s.names(doc, 76, 130, 850)
	s.personal(doc, 76, 238)
	s.dwelling(doc, 76, 328, 850)

	y := 452
	s.label(76, y, "在留資格", "STATUS")
	s.value("status", 76, y+38, 420, style{size: 30, weight: 24, ink: black}, doc.status)
	s.label(520, y, "就労制限の有無", "WORK")
	s.value("work", 520, y+36, 400, style{size: 26, weight: 20, ink: black}, doc.work)

	if doc.showsIssue() {
		y = 538
		s.label(76, y, "在留期間(満了日)", "PERIOD OF STAY (DATE OF EXPIRATION)")
		s.value("period", 76, y+38, 460, style{size: 30, weight: 24, ink: black}, doc.period)
		s.label(560, y, "許可の種類", "TYPE OF PERMISSION")
		s.value("permission", 560, y+36, 360, style{size: 26, weight: 20, ink: black}, doc.permission)
		y = 614
		s.label(76, y, "許可年月日", "PERMITTED ON")
		s.value("permitted_on", 282, y+2, 240, style{size: 26, weight: 20, ink: black}, written(doc.permitted))
		s.label(560, y, "交付年月日", "ISSUED ON")
		s.value("issued_on", 738, y+2, 210, style{size: 26, weight: 20, ink: black}, written(doc.issued))
	} else {
		s.label(76, 560, "在留期間等は券面に記載されません", "PERIOD OF STAY: SEE IC RECORD")
	}
	s.faceFoot(p, doc, "このカードは")
}

// names writes the name, and kanji below it where the card has them.
func (s *sheet) names(doc *document, x, y, room int) {
	s.label(x, y, "氏名", "NAME")
	st := style{size: 40, weight: 40, track: 24, ink: black}
	if doc.holder.kanji == "" {
		s.value("name", x, y+52, room, st, doc.holder.name)
		return
	}
	st.size = 36
	w := s.value("name", x, y+48, room*2/3, st, doc.holder.name)
	s.value("name_kanji", x+w+40, y+48, room-w-40, style{size: 36, weight: 34, track: 40, ink: black}, doc.holder.kanji)
}

// personal writes birth date, sex and nationality on one row.
func (s *sheet) personal(doc *document, x, y int) {
	s.label(x, y, "生年月日", "DATE OF BIRTH")
	s.value("birth_date", x, y+42, 300, valueStyle, written(doc.born))
	s.label(x+316, y, "性別", "SEX")
	s.value("sex", x+316, y+42, 120, valueStyle, doc.holder.sex())
	s.label(x+450, y, "国籍・地域", "NATIONALITY/REGION")
	s.value("nationality", x+450, y+42, 390, valueStyle, doc.holder.nationality)
}

// dwelling writes the address of the front on up to two lines.
func (s *sheet) dwelling(doc *document, x, y, room int) {
	s.label(x, y, "住居地", "ADDRESS")
	field, tail := "address", doc.home.room
	if doc.frontLine != doc.home.line {
		field, tail = "front_address", ""
	}
	s.paragraph(field, x, y+40, room, style{size: 30, weight: 22, ink: black}, doc.frontLine, "room", tail)
}

// faceFoot writes the validity and the lines below it.
func (s *sheet) faceFoot(p palette, doc *document, subject string) {
	s.rule(76, 640, s.w-122, 2, p.band, 150)
	s.box(70, 650, 846, 66, 8, paper, 120)
	s.validity(84, 696, subject, written(doc.expires), "まで有効です。", "expires_on")
	s.write(84, 738, style{size: 15, track: 20, ink: labels}, "PERIOD OF VALIDITY OF THIS CARD")
	s.right(1224, 676, style{size: 17, weight: 12, ink: labels}, "発行 架空見本庁長官")
	s.right(1224, 700, style{size: 14, track: 16, ink: labels}, "ISSUED BY NOBODY, FOR PRACTICE")
	s.fictionalLine(s.w/2+16, 784, 25)
}
