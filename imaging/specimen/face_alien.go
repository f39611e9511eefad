package specimen

// alienRegistrationFront draws the card that town halls issued until 2012. The date that counts is the first
// day of the renewal period, 次回確認(切替)申請期間.
func (s *sheet) alienRegistrationFront(doc *document) {
	p := s.ground(AlienRegistrationCertificate)
	s.portrait(doc, 962, 130, 262, 338)
	s.shimmer(962, 490, 262, 92, p)
	s.specimenMark(150, -turn*31/360)
	s.tide(52, 0, s.w-74, 14, p.band, p.bandEnd, 200)
	s.write(76, 74, style{size: 38, weight: 70, track: 100, ink: black}, "外国人登録証明書")
	s.write(76, 102, style{size: 17, weight: 16, track: 24, ink: labels}, "CERTIFICATE OF ALIEN REGISTRATION")
	s.numberBox(p, doc.number)

	small := style{size: 25, weight: 20, ink: black}
	s.label(76, 142, "(1)氏名", "NAME")
	name := doc.holder.name
	w := s.value("name", 76, 186, 560, style{size: 38, weight: 38, track: 24, ink: black}, name)
	next := 76 + w + 30
	if doc.holder.kanji != "" {
		next += 26 + s.value("name_kanji", next, 186, 300, style{size: 32, weight: 28, ink: black}, doc.holder.kanji)
	}
	if doc.alias != "" {
		s.value("alias", next, 186, 926-next, style{size: 28, weight: 18, ink: black}, "("+doc.alias+")")
	}
	row := func(y int, items ...[4]string) {
		x := 76
		for _, i := range items {
			s.label(x, y, i[1], i[2])
			s.value(i[0], x, y+32, 270, small, i[3])
			x += 290
		}
	}
	row(228, [4]string{"birth_date", "(2)生年月日", "BIRTH", written(doc.born)},
		[4]string{"sex", "(3)性別", "SEX", doc.holder.sex()},
		[4]string{"nationality", "(4)国籍", "NATIONALITY", doc.holder.nationality})
	s.label(76, 302, "(5)居住地", "ADDRESS IN JAPAN")
	field, tail := "address", doc.home.room
	if doc.frontLine != doc.home.line {
		field, tail = "front_address", ""
	}
	s.paragraph(field, 76, 338, 850, style{size: 28, weight: 22, ink: black}, doc.frontLine, "room", tail)
	row(412, [4]string{"status", "(6)在留の資格", "STATUS", doc.status},
		[4]string{"", "(7)在留期間", "PERIOD", "*****"},
		[4]string{"", "(8)旅券番号", "PASSPORT", "*****"})
	row(482, [4]string{"head", "(9)世帯主", "HOUSEHOLDER", doc.head},
		[4]string{"", "(10)続柄", "RELATION", doc.relation},
		[4]string{"", "(11)出生地", "BIRTHPLACE", "日本"})
	s.label(76, 552, "(12)交付年月日", "ISSUED")
	s.value("issued_on", 76, 584, 270, small, written(doc.issued))
	s.label(366, 552, "(13)発行者", "ISSUER")
	w = s.value("issuer", 366, 584, 420, small, doc.first.hall.chief+" 見本太郎")
	s.seal(366+w+14, 544, 54, []string{"見本", "之印"})

	s.rule(76, 606, s.w-122, 2, p.band, 150)
	s.box(70, 618, 856, 84, 8, paper, 120)
	s.label(84, 644, "(14)次回確認(切替)申請期間", "RENEWAL PERIOD")
	s.validity(74, 690, "", written(doc.expires), "から30日以内", "expires_on")
	s.write(84, 730, style{size: 15, track: 20, ink: labels}, "APPLY FOR A NEW CERTIFICATE WITHIN 30 DAYS OF THIS DATE")
	s.fictionalLine(s.w/2+16, 788, 25)
}
