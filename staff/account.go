package staff

import (
	"time"
)

// AccountID names an account. It is a UUID of version 7 in text.
type AccountID string

// SessionID names a session in the log and in what belongs to it, such as a saved search. It is no
// secret and opens nothing.
type SessionID string

// Role is the one role that an account has. Package policy says what it may do.
type Role string

// The roles. NoRole is an account whose first role waits for a supervisor's agreement; it may sign in
// and do nothing.
const (
	NoRole     Role = ""
	Reviewer   Role = "reviewer"
	Supervisor Role = "supervisor"
	Support    Role = "support"
	Admin      Role = "admin"
)

// Roles lists the roles that can be given.
func Roles() []Role { return []Role{Reviewer, Supervisor, Support, Admin} }

// Valid reports whether r can be given to somebody.
func (r Role) Valid() bool {
	return r == Reviewer || r == Supervisor || r == Support || r == Admin
}

// Desk reports whether the role sees documents and decides. Such a role, given on the page, takes effect
// when a supervisor agrees, so that no administrator can give himself a pair of eyes alone.
func (r Role) Desk() bool { return r == Reviewer || r == Supervisor }

// includes reports whether who has r already has all that other gives.
func (r Role) includes(other Role) bool { return r == other || r == Supervisor && other == Reviewer }

// code is the role as the log names it, where nothing may be empty.
func (r Role) code() string {
	if r == NoRole {
		return "none"
	}
	return string(r)
}

// Status says whether an account can be used.
type Status string

// The statuses. An account is Invited until its holder has set a password, then Active.
const (
	Invited  Status = "invited"
	Active   Status = "active"
	Disabled Status = "disabled"
)

// An Account is a person of the staff.
type Account struct {
	ID AccountID
	// Email is where links are mailed, as it was typed but for full-width letters. Folded is what is
	// compared and unique among all accounts, see FoldEmail.
	Email  string
	Folded string
	Name   string
	Role   Role
	// PendingRole is a desk role that waits for a supervisor's agreement; NoRole when nothing waits.
	PendingRole Role
	Lang        string // a language tag such as "ja"; empty for the browser's wish
	Keys        string // which keys the person chose, in the pages' own form; empty for the usual ones
	Status      Status
	// PasswordHash is a PHC string, empty until a password was set. What leaves the Service has none.
	PasswordHash string
	CreatedAt    time.Time
	PasswordAt   time.Time // when the password was set; zero for never
	SignedInAt   time.Time // the last sign-in; zero for never
	DisabledAt   time.Time // zero unless disabled
}

// shown is the account without what proves its password, for callers outside the package.
func (a Account) shown() Account {
	a.PasswordHash = ""
	return a
}

// An Actor is who acts on the staff: an account, or the command line.
type Actor struct {
	ID          AccountID
	Role        Role
	commandLine bool
}

// ActorOf returns the account as an actor. The account must come from Service.Session in the same
// request, so that a role taken away a moment ago is gone.
func ActorOf(a Account) Actor { return Actor{ID: a.ID, Role: a.Role} }

// CommandLine returns the actor for who can run the program beside its data. That person is the root of
// trust: the guard is not asked, and a role needs no agreement.
func CommandLine() Actor { return Actor{commandLine: true} }

// IsCommandLine reports whether a is CommandLine.
func (a Actor) IsCommandLine() bool { return a.commandLine }
