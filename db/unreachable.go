package db

import (
	"errors"
	"fmt"
	"net"
	"slices"
	"strings"

	"github.com/jackc/pgx/v5/pgconn"

	"shinsa/review"
)

// UnreachableError is for a PostgreSQL that cannot be reached. It wraps review.ErrBusy: trying again may help. The
// text has the host and never the password.
type UnreachableError struct {
	Hosts []string // HOST:PORT, or a socket's file
	cause error
}

func (e *UnreachableError) Error() string {
	return fmt.Sprintf("PostgreSQL at %s cannot be reached: %s", strings.Join(e.Hosts, ", "), e.reason())
}

// reason is what hinders, without what the driver says around it.
func (e *UnreachableError) reason() string {
	var network *net.OpError
	var name *net.DNSError
	switch {
	case errors.As(e.cause, &name):
		return name.Error()
	case errors.As(e.cause, &network):
		return network.Error()
	case pgconn.Timeout(e.cause):
		return "no answer in time"
	}
	return errors.Unwrap(e.cause).Error()
}

// Unwrap lets callers branch on review.ErrBusy.
func (e *UnreachableError) Unwrap() []error { return []error{review.ErrBusy, e.cause} }

// unreachable is the error of a server that did not answer, nil for every other. One that answered and refused says
// itself why.
func unreachable(err error) error {
	var failed *pgconn.ConnectError
	var answered *pgconn.PgError
	if !errors.As(err, &failed) || errors.As(err, &answered) {
		return nil
	}
	e := &UnreachableError{cause: failed}
	add := func(host string, port uint16) {
		if _, address := pgconn.NetworkAddress(host, port); !slices.Contains(e.Hosts, address) {
			e.Hosts = append(e.Hosts, address)
		}
	}
	add(failed.Config.Host, failed.Config.Port)
	for _, f := range failed.Config.Fallbacks {
		add(f.Host, f.Port)
	}
	return e
}
