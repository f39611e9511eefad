package handlers

// applicantTable lists the pages and actions of applicants. Whoever has a lookup link has its rights.
func (a *App) applicantTable() []route {
	return []route{
		{"GET", "/", everybody, a.startPage},
		{"POST", "/link", everybody, a.pasteLink},
		{"GET", "/apply", everybody, a.applyPage},
		{"POST", "/apply", everybody, a.apply},

		// A submission: the link itself shows the next step or the status
		{"GET", "/a/:token", byLink, a.linkPage},
		{"GET", "/a/:token/kind", byLink, a.kindPage},
		{"GET", "/a/:token/identity", byLink, a.identityPage},
		{"GET", "/a/:token/images", byLink, a.imagesPage},
		{"GET", "/a/:token/check", byLink, a.checkPage},
		{"POST", "/a/:token/kind", byLink, a.saveKind},
		{"POST", "/a/:token/identity", byLink, a.saveIdentity},
		{"POST", "/a/:token/images", byLink, a.addImage},
		{"GET", "/a/:token/images/:side", byLink, a.ownImage},
		{"POST", "/a/:token/images/:side/delete", byLink, a.deleteImage},
		{"POST", "/a/:token/submit", byLink, a.submit},
		{"POST", "/a/:token/recall", byLink, a.recall},
		{"POST", "/a/:token/withdraw", byLink, a.withdraw},
		{"POST", "/a/:token/complaint", byLink, a.complain},
	}
}
