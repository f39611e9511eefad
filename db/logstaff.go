package db

import (
	"shinsa/audit"
	"shinsa/staff"
)

// staffTables are of accounts, and of what opens them.
var staffTables = []logTable{
	{
		RowTable: audit.RowTable{Name: "account", Act: audit.StaffInvited},
		from:     `staff AS t`, key: []string{"t.id"}, subject: "'staff:' || t.id", at: "t.created_at", erased: "0",
		row: func(key, more values) audit.Row {
			return audit.Row{Facts: []audit.Fact{audit.Committed("account", key.text(0))}, Loose: true}
		},
	},
	{
		RowTable: audit.RowTable{Name: "account as it stands", Standing: &audit.Standing{
			Acts: staff.AccountActs(), Name: "account", Prefix: "staff:", Marker: staff.NowMarker,
		}},
		from: `staff AS t`, key: []string{"t.id"}, subject: "''", at: "0", erased: "0",
		more: []string{"t.role", "t.pending_role", "t.status", "t.email", "t.name", "t.password_hash", "t.folded"},
		row: func(key, more values) audit.Row {
			a := staff.Account{
				Role: staff.Role(more.text(0)), PendingRole: staff.Role(more.text(1)), Status: staff.Status(more.text(2)),
				Email: more.text(3), Name: more.text(4), PasswordHash: more.text(5),
			}
			row := audit.Row{Facts: staff.AccountFacts(a), Loose: true, Whose: key.text(0)}
			if more.text(6) != staff.FoldEmail(a.Email) {
				row.Wrong = "address as it is compared"
			}
			return row
		},
	},
	{
		RowTable: audit.RowTable{Name: "last signing in", Act: audit.SignedIn, OneWay: true},
		from:     `staff AS t`, key: []string{"t.id"}, subject: "'staff:' || t.id", at: "t.signed_in_at", erased: "0", where: "t.signed_in_at <> 0",
		row: func(key, more values) audit.Row {
			return audit.Row{Facts: []audit.Fact{audit.Committed("account", key.text(0))}, Loose: true}
		},
	},
	{
		RowTable: audit.RowTable{Name: "session", Act: audit.SignedIn, Own: "session", OneWay: true}, // only those that last have rows
		from:     `sessions AS t`, key: []string{"t.id", "t.staff_id"}, subject: "'staff:' || t.staff_id", at: "t.made_at", erased: "0", more: []string{"t.hash"},
		row: func(key, more values) audit.Row {
			var s staff.Session
			if hash := more.bytes(0); len(hash) == len(s.Hash) {
				copy(s.Hash[:], hash)
			}
			return audit.Row{Facts: []audit.Fact{audit.Committed("session", key.text(0)), audit.Committed("account", key.text(1))}, Later: staff.SessionLaterFacts(s), Loose: true}
		},
	},
	{
		RowTable: audit.RowTable{Name: "one-time link", Act: audit.StaffReset, OneWay: true}, // those that were used are gone
		acts:     []audit.Act{audit.StaffInvited, audit.StaffLinkMade},
		from:     `staff_links AS t`, key: []string{"t.staff_id"}, subject: "'staff:' || t.staff_id", at: "t.made_at", erased: "0", more: []string{"t.purpose", "t.expires_at", "t.hash"},
		row: func(key, more values) audit.Row {
			l := staff.Link{Purpose: staff.Purpose(more.text(0)), ExpiresAt: fromMicros(more.number(1))}
			if hash := more.bytes(2); len(hash) == len(l.Hash) {
				copy(l.Hash[:], hash)
			}
			return audit.Row{Facts: []audit.Fact{audit.Committed("account", key.text(0))}, Later: staff.LinkLaterFacts(l), Loose: true}
		},
	},
}
