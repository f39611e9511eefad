package blob

import (
	"fmt"
	"io"
	"log/slog"
)

// Credentials open a bucket. They print as REDACTED.
type Credentials struct {
	AccessKey string
	SecretKey string
}

const redacted = "REDACTED"

// Format implements fmt.Formatter for every verb.
func (c Credentials) Format(s fmt.State, _ rune) { io.WriteString(s, redacted) }

// MarshalText returns REDACTED, for JSON and every other encoding.
func (c Credentials) MarshalText() ([]byte, error) { return []byte(redacted), nil }

// LogValue returns REDACTED for structured logs.
func (c Credentials) LogValue() slog.Value { return slog.StringValue(redacted) }
