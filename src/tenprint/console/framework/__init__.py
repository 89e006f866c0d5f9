"""What all views share: session and desk, navigation, templates, paging, server-sent events, refusals, headers."""
