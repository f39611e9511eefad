package specimen

// specialPermanentFront draws the face of a special permanent resident certificate: no status, no period
// of stay, no work restriction.
func (s *sheet) specialPermanentFront(doc *document) {
	p := s.ground(SpecialPermanentResidentCertificate)
	s.portrait(doc, 962, 122, 262, 338)
	s.shimmer(962, 484, 262, 132, p)
	s.specimenMark(150, -turn*31/360)
	s.heading(p, "特別永住者証明書", "")
	s.write(76, 128, style{size: 19, weight: 20, track: 30, ink: labels}, "SPECIAL PERMANENT RESIDENT CERTIFICATE")
	s.numberBox(p, doc.number)

	s.names(doc, 76, 182, 850)
	s.personal(doc, 76, 304)
	s.dwelling(doc, 76, 412, 850)
	s.label(76, 560, "交付年月日", "DATE OF ISSUE")
	s.value("issued_on", 76, 602, 320, valueStyle, written(doc.issued))

	s.faceFoot(p, doc, "この証明書は")
}
