package handlers

import (
	"time"

	"github.com/gofiber/fiber/v2"

	"shinsa/staff"
)

// throttle counts an act and refuses it when there were too many of it lately: 429 with the time to wait.
func (a *App) throttle(c *fiber.Ctx, what, of string, window time.Duration, limit int) error {
	if a.Unlimited {
		return nil
	}
	allowed, wait, err := a.Throttle.Hit(c.UserContext(), a.Desk.CounterKey(what, of), window, limit, a.Now())
	if err != nil {
		return err
	}
	if !allowed {
		return &staff.ThrottledError{RetryAfter: max(wait, time.Second)}
	}
	return nil
}

// network is what one household's addresses have in common: the IPv4 address, or the first 64 bits of the
// IPv6 one (RFC 6177).
func (a *App) network(c *fiber.Ctx) string {
	addr := a.clientAddr(c).WithZone("")
	if addr.Is6() {
		if p, err := addr.Prefix(64); err == nil {
			return p.String()
		}
	}
	return addr.String()
}
