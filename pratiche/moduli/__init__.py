"""Declarative forms: a service package (YAML) becomes checked content, the content becomes Django forms and words."""
