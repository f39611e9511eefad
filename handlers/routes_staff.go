package handlers

// staffTable lists the pages and actions of the staff. Each asks the desk, which asks the guard, so that a
// line here says only that an account is needed.
func (a *App) staffTable() []route {
	return []route{
		// Signing in and out
		{"GET", "/login", everybody, a.loginPage},
		{"POST", "/login", everybody, a.login},
		{"POST", "/logout", everybody, a.logout},
		{"GET", "/forgot", everybody, a.forgotPage},
		{"POST", "/forgot", everybody, a.forgot},

		// The queue
		{"GET", "/queue", signedOn, a.queuePage},
		{"POST", "/queue/search", signedOn, a.search},
		{"POST", "/queue/next", signedOn, a.next},
		{"POST", "/queue/ahead", signedOn, a.ahead},
		{"POST", "/queue/batch", signedOn, a.batch},
		{"POST", "/queue/look", signedOn, a.chooseLook},
		{"POST", "/queue/views", signedOn, a.saveView},
		{"POST", "/queue/views/:view", signedOn, a.changeView},
		{"POST", "/queue/views/:view/delete", signedOn, a.deleteView},
		{"POST", "/queue/views/:view/default", signedOn, a.openFirst},
		{"GET", eventsPath, signedOn, a.events},

		// A submission
		{"GET", "/submissions/:reference", signedOn, a.reviewPage},
		{"GET", "/submissions/:reference/report", signedOn, a.dossierPage},
		{"GET", "/submissions/:reference/images/:side", signedOn, a.image},
		{"POST", "/submissions/:reference/images/:side/purge", signedOn, a.purge},
		{"POST", "/submissions/:reference/viewed", signedOn, a.viewed},
		{"POST", "/submissions/:reference/claim", signedOn, a.claim},
		{"POST", "/submissions/:reference/release", signedOn, a.release},
		{"POST", "/submissions/:reference/hand", signedOn, a.handOver},
		{"POST", "/submissions/:reference/answer", signedOn, a.answerQuestion},
		{"POST", "/submissions/:reference/comments", signedOn, a.addComment},
		{"POST", "/submissions/:reference/stay", signedOn, a.setStay},
		{"POST", "/submissions/:reference/stay/end", signedOn, a.endStay},
		{"POST", "/submissions/:reference/worksheet", signedOn, a.saveWorksheet},
		{"POST", "/submissions/:reference/decision", signedOn, a.decide},
		{"GET", "/submissions/:reference/phrases", signedOn, a.pickPhrase},
		{"POST", "/submissions/:reference/phrases", signedOn, a.insertPhrase},

		// A decision
		{"GET", "/decisions/mine", signedOn, a.verdictsPage},
		{"POST", "/decisions/mine/read", signedOn, a.readVerdicts},
		{"POST", "/decisions/:decision/retract", signedOn, a.retract},
		{"POST", "/decisions/:decision/report", signedOn, a.report},

		// Saved phrases
		{"GET", "/phrases", signedOn, a.phrasesPage},
		{"POST", "/phrases", signedOn, a.addPhrase},
		{"POST", "/phrases/:id", signedOn, a.changePhrase},
		{"POST", "/phrases/:id/remove", signedOn, a.removePhrase},
	}
}
