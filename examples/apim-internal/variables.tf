variable "name" {
  description = "Name of the API Management instance; other names are made from it."
  type        = string
  default     = "apim-orders"
}

variable "location" {
  type    = string
  default = "westeurope"
}

variable "publisher_name" {
  type    = string
  default = "Orders team"
}

variable "publisher_email" {
  type    = string
  default = "orders@example.com"
}

variable "address_space" {
  description = "Address space of the virtual network; the first /24 of it is API Management's."
  type        = string
  default     = "10.20.0.0/16"
}
