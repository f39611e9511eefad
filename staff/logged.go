package staff

import (
	"encoding/hex"
	"fmt"

	"shinsa/audit"
)

// NowMarker is the fact by which a leaf says how an account stands after its act. Leaves from before it was there say only what
// was done.
const NowMarker = "status-now"

// AccountFacts are what the log says of an account as it stands after an act that changes it: what it may do in clear; its
// address, its name and what proves its password committed. Who may write the database could else make himself somebody, and
// change that back. Its language and its keys are its holder's own choice and are not in the log.
func AccountFacts(a Account) []audit.Fact {
	return []audit.Fact{
		audit.Public("role-now", a.Role.code()), audit.Public("pending-now", a.PendingRole.code()), audit.Public(NowMarker, string(a.Status)),
		audit.Committed("email", a.Email), audit.Committed("name", a.Name), audit.Committed("password", a.PasswordHash),
	}
}

// AccountActs are the acts whose leaves say how an account stands: signing in among them where it renewed what proves the password.
func AccountActs() []audit.Act {
	return []audit.Act{
		audit.StaffInvited, audit.StaffRoleChanged, audit.StaffRoleConfirmed, audit.StaffDisabled, audit.StaffEnabled, audit.StaffPasswordSet, audit.SignedIn,
	}
}

// SessionLaterFacts commit to what opens a session, which leaves of signing in do since.
func SessionLaterFacts(s Session) []audit.Fact {
	return []audit.Fact{audit.Committed("token", hex.EncodeToString(s.Hash[:]))}
}

// LinkLaterFacts are what leaves say, since they do, of a one-time link that was made: what it is for, until when it is good, and,
// committed, what opens it.
func LinkLaterFacts(l Link) []audit.Fact {
	return []audit.Fact{
		audit.Public("link", string(l.Purpose)), audit.Public("until-us", fmt.Sprint(l.ExpiresAt.UnixMicro())), audit.Committed("token", hex.EncodeToString(l.Hash[:])),
	}
}

// linkFacts are those of a link that was issued; none where it goes by letter, which has a leaf of its own when it leaves.
func linkFacts(i Issued) []audit.Fact {
	hash, made := i.Token.hash()
	if !made {
		return nil
	}
	return LinkLaterFacts(Link{Hash: hash, Purpose: i.Purpose, ExpiresAt: i.ExpiresAt})
}
