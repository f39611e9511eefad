package handlers

import (
	"log/slog"
	"time"

	"github.com/gofiber/fiber/v2"
)

// requestAttrs is the line of a request: no query, no body, no name, and the secrets of paths masked.
func requestAttrs(c *fiber.Ctx, id string, start time.Time) []slog.Attr {
	attrs := []slog.Attr{
		slog.String("request", id), slog.String("method", c.Method()), slog.String("path", maskPath(c.Path())),
		slog.Int("status", c.Response().StatusCode()), slog.Duration("took", time.Since(start).Round(time.Microsecond)),
	}
	if s := signedIn(c); s != nil {
		attrs = append(attrs, slog.String("staff", string(s.Account.ID)))
	}
	return attrs
}

func levelOf(status int) slog.Level {
	if status >= 500 {
		return slog.LevelError
	}
	return slog.LevelInfo
}
