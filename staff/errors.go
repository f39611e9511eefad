package staff

import (
	"errors"
	"fmt"
	"time"
)

// Sentinels for what callers branch on. Methods of Service return them wrapped, with the use-case named.
var (
	// ErrBadCredentials is every refused sign-in but a throttled one: an unknown account, a wrong password,
	// an account invited or disabled. It is one error so that a page cannot tell them apart.
	ErrBadCredentials = errors.New("e-mail address or password is wrong")
	// ErrNoSession is a token that is not, or no longer, that of a session. The person signs in again.
	ErrNoSession = errors.New("no such session")
	// ErrBusy is a store or a wait for the password work that cannot serve now; trying again later helps.
	ErrBusy = errors.New("too busy")
	// ErrLinkInvalid is a link that was never made, was used, is too old, or was followed by a newer one.
	ErrLinkInvalid = errors.New("the link is not valid")
	// ErrLastAdmin is an act that would leave no administrator who can sign in.
	ErrLastAdmin = errors.New("the last administrator stays")
	// ErrOwnRole is an act on one's own role.
	ErrOwnRole = errors.New("nobody changes his own role")
	// ErrNotPending is an answer to a role that does not wait for agreement, or no longer, or is another.
	ErrNotPending = errors.New("this role does not wait for agreement")
	// ErrDisabled is an act that needs an account which can be used.
	ErrDisabled = errors.New("the account is disabled")
	// ErrExists is an e-mail address that another account has.
	ErrExists = errors.New("the e-mail address has an account")
	// ErrNotFound is an account, session or link that is not there. Stores return it, too.
	ErrNotFound = errors.New("not found")
	// ErrDenied is an act that the policy does not allow this person. Guards return it.
	ErrDenied = errors.New("not allowed")
)

// A ThrottledError is an attempt that was not looked at because there were too many.
type ThrottledError struct {
	RetryAfter time.Duration // above zero
}

func (e *ThrottledError) Error() string {
	return fmt.Sprintf("too many attempts, again in %s", e.RetryAfter.Round(time.Second))
}

// A PasswordError is a password that cannot be set. Code is the id of the words below `password.error.`:
// one of the Password constants.
type PasswordError struct{ Code string }

func (e *PasswordError) Error() string { return "password: " + e.Code }

// An InputError is a value that cannot stand in an account. Field and Code are ids; the value itself is
// not in it.
type InputError struct {
	Field string // "email", "name", "role" or "lang"
	Code  string // "missing", "invalid" or "too_long"
}

func (e *InputError) Error() string { return e.Field + ": " + e.Code }
