package handlers

import (
	"errors"
	"fmt"
	"strconv"

	"github.com/gofiber/fiber/v2"

	"shanpei/models"
	"shanpei/views"
)

// statusOf is the one place where a refusal becomes an HTTP status (architecture.md, section 7).
var statusOf = map[models.Code]int{
	models.Invalid:         fiber.StatusUnprocessableEntity,
	models.Unauthenticated: fiber.StatusUnauthorized,
	models.Forbidden:       fiber.StatusForbidden,
	models.NotFound:        fiber.StatusNotFound,
	models.Conflict:        fiber.StatusConflict,
	models.Exhausted:       fiber.StatusConflict,
	models.TooLarge:        fiber.StatusRequestEntityTooLarge,
	models.TooMany:         fiber.StatusTooManyRequests,
	models.Unavailable:     fiber.StatusServiceUnavailable,
	models.Internal:        fiber.StatusInternalServerError,
}

// statusOfReason lists the few reasons whose status is not that of their code.
var statusOfReason = map[string]int{
	"encoding_not_supported": fiber.StatusUnsupportedMediaType,
	"media_type":             fiber.StatusUnsupportedMediaType,
	"link_expired":           fiber.StatusGone,
	"invitation_over":        fiber.StatusGone,
	"signature_invalid":      fiber.StatusBadRequest,
	"signature_stale":        fiber.StatusBadRequest,
	"wrong_mode":             fiber.StatusBadRequest,
}

// refusal gives the typed error within err; what is not typed is internal, and its cause goes to the log.
func (r *Request) refusal(err error) (int, *models.Error) {
	var e *models.Error
	if !errors.As(err, &e) {
		r.Portal.Log.Error("unexpected", "request", r.ID, "route", r.Route.Path, "cause", err.Error())
		e = models.Refuse(models.Internal, "internal")
	}
	status, ok := statusOfReason[e.Reason]
	if !ok {
		status = statusOf[e.Code]
	}
	return status, e
}

// refuse answers an error as page, fragment or problem document.
func (r *Request) refuse(err error) error {
	status, e := r.refusal(err)
	if status == fiber.StatusUnauthorized && e.Reason != "account_disabled" && !r.API && r.Method() == fiber.MethodGet && !r.Partial() {
		r.Set(fiber.HeaderCacheControl, "no-store")
		return r.Redirect("/login?next="+escapeQuery(r.OriginalURL()), fiber.StatusSeeOther)
	}
	if e.Reason == "totp_required" && !r.API && r.Method() == fiber.MethodGet && !r.Partial() {
		return r.Redirect("/account/totp", fiber.StatusSeeOther)
	}
	return r.answer(status, e)
}

// Problem is RFC 9457, with the stable slug, the field and the request id.
type Problem struct {
	Type      string         `json:"type"`
	Title     string         `json:"title"`
	Status    int            `json:"status"`
	Reason    string         `json:"reason"`
	Field     string         `json:"field,omitempty"`
	Params    map[string]any `json:"params,omitempty"`
	RequestID string         `json:"request_id"`
}

func (r *Request) answer(status int, e *models.Error) error {
	r.failed = e.Reason
	r.Response().ResetBody()
	r.Set(fiber.HeaderCacheControl, "no-store")
	if seconds, ok := e.Params["seconds"]; ok {
		r.Set(fiber.HeaderRetryAfter, fmt.Sprint(seconds))
	} else if status == fiber.StatusServiceUnavailable {
		r.Set(fiber.HeaderRetryAfter, "5")
	}
	if r.API {
		if status == fiber.StatusUnauthorized {
			r.Set(fiber.HeaderWWWAuthenticate, "Bearer")
		}
		r.Status(status)
		err := r.JSON(Problem{
			Type: "about:blank", Title: r.sentence(e), Status: status, Reason: e.Reason, Field: e.Field, Params: e.Params, RequestID: r.ID,
		})
		r.Set(fiber.HeaderContentType, "application/problem+json")
		return err
	}
	p := r.page(r.audience(), "")
	p.Title = strconv.Itoa(status)
	if r.Partial() {
		return r.HTML(status, views.ErrorBody(p, status, r.sentence(e)))
	}
	return r.HTML(status, views.ErrorPage(p, status, r.sentence(e)))
}

// sentence says a refusal in the visitor's language.
func (r *Request) sentence(e *models.Error) string {
	params := shown(e.Params)
	if source, ok := params["source"].(string); ok {
		params["source"] = r.Lang.Term("aid_source", source)
	}
	return r.Lang.Reason(string(e.Code), e.Reason, e.Field, params)
}

func (r *Request) audience() views.Audience {
	switch {
	case r.Actor.Role.Donor():
		return views.Enterprise
	case r.Actor.Role.Staff():
		return views.Staff
	}
	return views.Public
}
