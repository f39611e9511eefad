package specimen

// cardBack draws the back of any of the cards: rows of addresses and, for the cards of today, the boxes for
// permissions.
func (s *sheet) cardBack(doc *document) {
	p := s.ground(doc.kind)
	s.specimenMark(150, -turn*31/360)
	rows, bottom := 5, 512
	if doc.kind != ResidentCard {
		rows, bottom = 6, 640
	}
	if doc.twoCards {
		rows, bottom = 4, 432
	}
	title := "住居地記載欄"
	if doc.kind == AlienRegistrationCertificate {
		title = "居住地等の変更"
	}
	s.addressRows(doc, p, title, rows, bottom)
	if doc.kind == ResidentCard {
		s.permissions(doc, p, bottom+24)
	}
	if doc.twoCards {
		s.myNumberStrip(doc, p)
	}
	s.fictionalLine(s.w/2+16, 788, 25)
}

// addressRows draws the table of addresses, the newest last, each with the seal of the town hall.
func (s *sheet) addressRows(doc *document, p palette, title string, rows, bottom int) {
	const left, top = 76, 36
	dateW, sealW, width := 228, 180, s.w-left-50
	s.box(left, top, width, bottom-top, 4, paper, 110)
	s.frame(left, top, width, bottom-top, 4, 2, p.band, 220)
	s.box(left+2, top+2, width-4, 42, 2, p.line, 70)
	s.centre(left+dateW/2, top+30, style{size: 18, weight: 14, ink: labels}, "届出年月日 DATE")
	s.centre(left+dateW+(width-dateW-sealW)/2, top+30, style{size: 18, weight: 14, track: 20, ink: labels}, title+" ADDRESS")
	s.centre(left+width-sealW/2, top+30, style{size: 18, weight: 14, ink: labels}, "記載者印")
	height := (bottom - top - 44) / rows
	for i := range rows + 1 {
		s.rule(left, top+44+i*height, width, 1, p.band, 200)
	}
	for y := top; y < bottom; y++ {
		s.dab(left+dateW, y, p.band, 200)
		s.dab(left+width-sealW, y, p.band, 200)
	}
	for i, m := range doc.movesTo {
		y := top + 44 + i*height
		field, tailField, tail := "", "", ""
		if i == len(doc.movesTo)-1 {
			field, tailField, tail = "address", "room", doc.home.room
		}
		st := style{size: 25, weight: 18, ink: rgb(34, 36, 52)}
		s.write(left+14, y+height/2+10, style{size: 24, weight: 16, ink: st.ink}, written(m.reported))
		room := width - dateW - sealW - 24
		at := y + height/2 + 9
		if s.width(st, m.to.line) > room {
			at -= st.size * 5 / 8
		}
		s.paragraph(field, left+dateW+12, at, room, st, m.to.line, tailField, tail)
		hall := []rune(m.to.hall.chief)
		size := min(height-10, 74)
		s.seal(left+width-sealW/2-size/2, y+(height-size)/2, size, chunks(string(hall)+"見本印", 4))
	}
	if n := len(doc.movesTo); n > 0 {
		s.mark("back_notes", left, top+44, width, n*height)
	}
}

// chunks breaks a text into columns of at most so many characters, about equally long.
func chunks(text string, longest int) []string {
	r := []rune(text)
	n := (len(r) + longest - 1) / longest
	each := (len(r) + n - 1) / n
	var out []string
	for len(r) > 0 {
		cut := min(each, len(r))
		out, r = append(out, string(r[:cut])), r[cut:]
	}
	return out
}

// permissions draws the boxes of the residence card for work and for a pending application.
func (s *sheet) permissions(doc *document, p palette, y int) {
	const left = 76
	width, height := s.w-left-50, 100
	for i, b := range []struct{ field, title, english, text string }{
		{"work_permission", "資格外活動許可欄", "OTHER ACTIVITY", doc.workStamp},
		{"pending", "在留期間更新等許可申請欄", "APPLICATION", doc.renewStamp},
	} {
		x, w := left+i*(width*58/100+14), width*58/100
		if i == 1 {
			w = width - width*58/100 - 14
		}
		s.box(x, y, w, height, 4, paper, 110)
		s.frame(x, y, w, height, 4, 2, p.band, 220)
		s.label(x+12, y+26, b.title, b.english)
		if b.text == "" {
			continue
		}
		if i == 0 {
			s.value(b.field, x+14, y+74, w-28, style{size: 26, weight: 22, ink: rgb(34, 36, 52)}, b.text)
		} else {
			s.rubber(b.field, x+20, y+42, b.text)
		}
	}
	s.write(left, y+height+34, style{size: 16, ink: labels}, "このカードは練習用の架空の見本です。拾得しても届出は不要です。")
	s.write(left, y+height+58, style{size: 14, track: 14, ink: labels}, "A DRAWING FOR PRACTICE. IT PROVES NOTHING AND BELONGS TO NOBODY.")
	s.rosette(s.w-150, y+height+62, 60, 8, 5, p.rose, 120)
}

// myNumberStrip draws the number of a card that is a My Number card too, or the paper that covers it.
func (s *sheet) myNumberStrip(doc *document, p palette) {
	const x, w, h = 640, 560, 84
	top := 664
	if doc.kind == ResidentCard {
		top = 620
	}
	s.box(x, top, w, h, 6, paper, 190)
	s.frame(x, top, w, h, 6, 2, p.band, 220)
	s.label(x+14, top+26, "個人番号", "MY NUMBER")
	n := doc.myNumber
	s.value("my_number", x+192, top+58, w-206, style{size: 38, weight: 40, track: 70, ink: black}, n[:4]+" "+n[4:8]+" "+n[8:])
	if doc.myNumberCovered {
		o := newOutline()
		o.box(x+182, top+4, w-190, h-6, 2, false)
		s.fill(o.turned(x+w/2, top+h/2, 10), rgb(120, 116, 104), 90) // its shadow
		o = newOutline()
		o.box(x+180, top, w-190, h-6, 2, false)
		s.fill(o.turned(x+w/2, top+h/2, 10), rgb(244, 240, 226), 256)
	}
}
