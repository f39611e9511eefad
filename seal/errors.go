package seal

import "errors"

var (
	// ErrDestroyed is returned for a key that is not in the store: destroyed, or never made.
	ErrDestroyed = errors.New("the key was destroyed")
	// ErrTampered is returned for sealed bytes that do not authenticate: changed, cut, moved to another
	// place, or sealed under another key.
	ErrTampered = errors.New("sealed bytes do not authenticate")
	// ErrWrongMaster is returned for a data key that another master key wrapped.
	ErrWrongMaster = errors.New("wrapped under another master key")
	// ErrKeyFile is in the chain of every error about the master key's file. The text says what to do.
	ErrKeyFile = errors.New("key file")
	// ErrUnavailable is returned when the store of keys could not be read or written: disk full, not
	// mounted, no permission. Nothing is known about the key then, and trying later may help.
	ErrUnavailable = errors.New("the keys cannot be reached")
)
