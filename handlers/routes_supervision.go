package handlers

// supervisionTable lists the pages and actions of supervisors, support and administrators, and those of
// everybody's own account. Each asks the desk or the staff's service, which ask the guard.
func (a *App) supervisionTable() []route {
	return []route{
		// The audit desk and the figures
		{"GET", "/audit", signedOn, a.auditList},
		{"GET", "/audit/skips", signedOn, a.skipsPage},
		{"GET", "/audit/samples", signedOn, a.samplesPage},
		{"POST", "/audit/samples", signedOn, a.drawSample},
		{"GET", "/audit/samples/:sample", signedOn, a.samplePage},
		{"GET", "/audit/samples/:sample/again", signedOn, a.sampleAgain},
		{"GET", "/audit/samples/:sample/items/:n", signedOn, a.sampleItem},
		{"POST", "/audit/samples/:sample/items/:n", signedOn, a.answerBlind},
		{"GET", "/audit/second-looks", signedOn, a.looksPage},
		{"POST", "/audit/second-looks", signedOn, a.orderLooks},
		{"POST", "/audit/second-looks/:id/end", signedOn, a.endLooks},
		{"GET", "/audit/:decision", signedOn, a.auditDecision},
		{"POST", "/audit/:decision", signedOn, a.auditVerdict},
		{"POST", "/audit/:decision/answer", signedOn, a.answerVerdict},
		{"POST", "/audit/:decision/complaint", signedOn, a.answerComplaint},
		{"GET", "/audit/log/checkpoint", signedOn, a.logCheckpoint},
		{"GET", "/audit/log/proof/:entry", signedOn, a.logProof},
		{"GET", "/stats", signedOn, a.statsPage},
		{"GET", "/export", signedOn, a.exportPage},
		{"POST", "/export/:what", signedOn, a.export},

		// The team
		{"GET", "/team", signedOn, a.teamPage},
		{"POST", "/team/:id/skills", signedOn, a.saveSkills},

		// Training: drawn cases, apart from all submissions
		{"GET", "/training", signedOn, a.trainingPage},
		{"POST", "/training/sets", signedOn, a.drawSet},
		{"GET", "/training/people/:id", signedOn, a.trainingPerson},
		{"GET", "/training/sets/:id", signedOn, a.trainingSet},
		{"POST", "/training/sets/:id/next", signedOn, a.nextCase},
		{"GET", "/training/sets/:id/cases/:n", signedOn, a.trainingCase},
		{"GET", "/training/sets/:id/cases/:n/images/:side", signedOn, a.casePicture},
		{"POST", "/training/sets/:id/cases/:n/viewed", signedOn, a.caseViewed},
		{"POST", "/training/sets/:id/cases/:n/worksheet", signedOn, a.saveCase},
		{"POST", "/training/sets/:id/cases/:n/decision", signedOn, a.decideCase},
		{"POST", "/training/sets/:id/cases/:n/release", signedOn, a.leaveCase},
		{"GET", "/training/sets/:id/cases/:n/result", signedOn, a.caseResult},

		// On the telephone
		{"GET", "/lookup", signedOn, a.lookupPage},
		{"POST", "/lookup", signedOn, a.lookup},
		{"POST", "/lookup/resend", signedOn, a.resendLink},
		{"POST", "/lookup/complaint", signedOn, a.passComplaint},

		// Accounts and roles
		{"GET", "/staff", signedOn, a.staffList},
		{"POST", "/staff/invite", signedOn, a.inviteStaff},
		{"GET", "/staff/roles", signedOn, a.rolesPage},
		{"GET", "/staff/:id", signedOn, a.staffAccount},
		{"POST", "/staff/:id/role", signedOn, a.changeRole},
		{"POST", "/staff/:id/disable", signedOn, a.disableStaff},
		{"POST", "/staff/:id/enable", signedOn, a.enableStaff},
		{"POST", "/staff/:id/reset", signedOn, a.resetStaff},
		{"POST", "/staff/:id/confirm", signedOn, a.confirmRole},
		{"POST", "/staff/:id/refuse", signedOn, a.refuseRole},
		{"GET", "/settings", signedOn, a.settingsPage},

		// One's own account
		{"GET", "/account", signedOn, a.ownAccount},
		{"POST", "/account/password", signedOn, a.ownPassword},
		{"POST", "/account/language", signedOn, a.ownLanguage},
		{"GET", "/account/keys", signedOn, a.keysPage},
		{"POST", "/account/keys", signedOn, a.setKeys},
		{"POST", "/account/sessions", signedOn, a.ownSessions},
		{"POST", "/account/away", signedOn, a.away},
		{"POST", "/account/back", signedOn, a.back},

		// One-time links: the secret is the right
		{"GET", "/welcome/:token", byLink, a.welcomePage},
		{"POST", "/welcome/:token", byLink, a.welcome},
		{"GET", "/reset/:token", byLink, a.resetPage},
		{"POST", "/reset/:token", byLink, a.reset},

		// On a demonstration
		{"GET", "/outbox", everybody, a.outboxPage},
	}
}
