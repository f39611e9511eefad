package db

import (
	"math"
	"strings"
	"time"
)

// micros turns a time into what is stored: microseconds since 1970 in UTC, 0 for the zero time.
func micros(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return t.UnixMicro()
}

// fromMicros is the time of a column, in UTC; the zero time for 0.
func fromMicros(us int64) time.Time {
	if us == 0 {
		return time.Time{}
	}
	return time.UnixMicro(us).UTC()
}

// stamp reads a column of microseconds into a time.
type stamp struct{ t *time.Time }

// Scan implements sql.Scanner.
func (s stamp) Scan(v any) error {
	us, _ := v.(int64)
	*s.t = fromMicros(us)
	return nil
}

// span reads a column of microseconds into a duration.
type span struct{ d *time.Duration }

// Scan implements sql.Scanner.
func (s span) Scan(v any) error {
	us, _ := v.(int64)
	*s.d = time.Duration(us) * time.Microsecond
	return nil
}

// list reads a column of codes joined by commas.
type list struct{ to *[]string }

// Scan implements sql.Scanner.
func (l list) Scan(v any) error {
	s, _ := v.(string)
	*l.to = split(s)
	return nil
}

func split(s string) []string {
	if s == "" {
		return nil
	}
	return strings.Split(s, ",")
}

func join(codes []string) string { return strings.Join(codes, ",") }

// forever stands for a time that never comes.
const forever = math.MaxInt64

// orNull keeps an empty slice from being stored as an empty value.
func orNull(b []byte) any {
	if len(b) == 0 {
		return nil
	}
	return b
}

// truth reads a column of 0 and 1.
type truth struct{ to *bool }

// Scan implements sql.Scanner.
func (t truth) Scan(v any) error {
	n, _ := v.(int64)
	*t.to = n == 1
	return nil
}

// number is how a truth is stored.
func number(b bool) int64 {
	if b {
		return 1
	}
	return 0
}
