package specimen

// mattersFront draws the certificate that town halls wrote from the register of foreigners, on A4 paper.
func (s *sheet) mattersFront(doc *document) {
	s.wash(rgb(250, 249, 242), rgb(249, 249, 245), rgb(247, 246, 238))
	green := rgb(128, 168, 138)
	s.waves(60, 60, s.w-120, s.h-120, 90, 22, 700, 500, rgb(170, 200, 176), 84)
	for row := range 9 { // what shows up when such paper is copied
		for col := range 5 {
			x, y := 150+col*190+row%2*60, 190+row*150
			s.centre(x, y, style{size: 34, track: 60, ink: green, strength: 34}, "見本")
		}
	}
	s.frame(40, 40, s.w-80, s.h-80, 8, 2, green, 200)
	s.frame(52, 52, s.w-104, s.h-104, 4, 6, green, 120)
	for _, c := range [4][2]int{{58, 58}, {s.w - 58, 58}, {s.w - 58, s.h - 58}, {58, s.h - 58}} {
		s.rosette(c[0], c[1], 44, 8, 5, green, 180)
	}
	s.specimenMark(170, -turn*52/360)

	s.centre(s.w/2, 170, style{size: 50, weight: 70, track: 300, ink: black}, "登録原票記載事項証明書")
	s.centre(s.w/2, 206, style{size: 17, track: 40, ink: labels}, "CERTIFICATE OF REGISTERED MATTERS")

	const left, top, height = 120, 256, 82
	width, labelW := s.w-2*left, 210
	kanji, alias := doc.holder.kanji, doc.alias
	items := []struct{ field, label, text string }{
		{"name", "氏名", doc.holder.name},
		{"name_kanji", "漢字氏名", kanji},
		{"alias", "通称名", alias},
		{"birth_date", "生年月日", written(doc.born)},
		{"sex", "性別", doc.holder.sex()},
		{"nationality", "国籍", doc.holder.nationality},
		{"address", "居住地", doc.home.line},
		{"status", "在留の資格", doc.status},
		{"period", "在留期間", doc.period},
		{"head", "世帯主の氏名", doc.head},
		{"relation", "世帯主との続柄", doc.relation},
	}
	s.box(left, top, width, height*len(items), 0, rgb(254, 254, 251), 130)
	for i, item := range items {
		y := top + i*height
		s.rule(left, y, width, 1, black, 150)
		s.write(left+16, y+50, style{size: 23, weight: 14, ink: labels}, item.label)
		st := style{size: 29, weight: 18, ink: black}
		switch {
		case item.text == "":
			s.write(left+labelW+18, y+50, style{size: 23, ink: labels}, "(記載なし)")
		case item.field == "address":
			st.size = 25
			at := y + 50
			if s.width(st, item.text) > width-labelW-36 {
				at -= st.size * 5 / 8
			}
			s.paragraph("address", left+labelW+18, at, width-labelW-36, st, item.text, "room", doc.home.room)
		default:
			s.value(item.field, left+labelW+18, y+51, width-labelW-36, st, item.text)
		}
	}
	bottom := top + height*len(items)
	s.rule(left, bottom, width, 1, black, 150)
	s.frame(left, top, width, bottom-top, 0, 2, black, 190)
	for y := top; y < bottom; y++ {
		s.dab(left+labelW, y, black, 150)
	}

	s.write(left, bottom+58, style{size: 26, weight: 12, ink: black}, "上記のとおり登録されていることを証明する。")
	s.value("issued_on", left+60, bottom+112, 400, style{size: 29, weight: 16, track: 60, ink: black}, heisei(doc.issued))
	chief := doc.home.hall.chief + " 見本 花子"
	w := s.width(style{size: 34, weight: 26, track: 80}, chief)
	x := s.w - left - w - 86
	s.write(x, bottom+166, style{size: 34, weight: 26, track: 80, ink: black}, chief)
	s.seal(s.w-left-98, bottom+100, 98, chunks(doc.home.hall.chief+"見本印", 4))
	s.mark("issuer", x, bottom+130, s.w-left-x, 60)
	s.fictionalLine(s.w/2, s.h-78, 28)
}
